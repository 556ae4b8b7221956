using System.Diagnostics;
using Smtp.Host.Tests.Clients;

namespace Smtp.Host.Tests.Delivery;

/// <summary>Postfix's smtp-sink: a server that takes everything and keeps nothing, with faults on request.</summary>
internal sealed class Sink : IDisposable
{
    private readonly Process _process;

    private Sink(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Why it cannot be run here; null where it can.</summary>
    public static string? Missing => Find is null ? "smtp-sink is not installed" : null;

    private static string? Find => Programs.Find("smtp-sink") ?? (File.Exists("/usr/sbin/smtp-sink") ? "/usr/sbin/smtp-sink" : null);

    /// <summary>Starts it, with its own options.</summary>
    public static async Task<Sink> StartAsync(int? port = null, params string[] options)
    {
        var at = port ?? Ports.Free();
        // As root it wants to know as whom it is to work.
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        var process = Process.Start(new ProcessStartInfo(Find!, [.. user, .. options, $"127.0.0.1:{at}", "1000"])
        {
            RedirectStandardError = true,
        })!;
        _ = process.StandardError.ReadToEndAsync();
        await Ports.AnswersAsync(at, "", TimeSpan.FromSeconds(60));
        return new Sink(process, at);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}

/// <summary>A test that needs smtp-sink; skipped with the reason where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SinkTheoryAttribute : TheoryAttribute
{
    public SinkTheoryAttribute() => Skip = Sink.Missing;
}
