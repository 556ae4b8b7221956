namespace Smtp.Host.Configuration;

/// <summary>The pages and the API.</summary>
public sealed class WebOptions
{
    /// <summary>What turns them off.</summary>
    public const string Off = "off";

    /// <summary>An address as listeners have them, or <c>off</c>.</summary>
    public string Listen { get; set; } = "127.0.0.1:8025";

    /// <summary>What opens them besides the password of an account; empty means nothing does.</summary>
    public string Token { get; set; } = "";

    /// <summary>More names by which browsers may ask for them.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>The address, read; null where they are turned off.</summary>
    public ListenAddress? Place() => Listen == Off ? null : ListenAddress.Read(Listen).MatchUnsafe(place => place, () => null);
}

/// <summary>What is told about the server to other programs.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Where metrics and traces go by OTLP; empty means nowhere.</summary>
    public string Otlp { get; set; } = "";

    /// <summary><c>grpc</c> or <c>http</c>.</summary>
    public string Protocol { get; set; } = "grpc";
}
