using System.Text.Json;

namespace Smtp.Host.Tests.Web;

/// <summary>Reads <c>/events</c> as a browser does.</summary>
internal sealed class EventReader : IDisposable
{
    // No test takes this long; one that hangs says where.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage response, Stream stream) => (_response, _lines) = (response, new StreamReader(stream));

    /// <summary>Opens the stream, and waits until it is heard.</summary>
    public static async Task<EventReader> OpenAsync(WebServer web, string query)
    {
        var response = await web.Client.GetAsync("/events?" + query, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var reader = new EventReader(response, await response.Content.ReadAsStreamAsync());
        if (!query.Contains("after=", StringComparison.Ordinal)) await reader.NextAsync("hello");
        return reader;
    }

    /// <summary>The next event; one of that type where one is named, and whatever comes before it is skipped.</summary>
    public async Task<(string Type, JsonElement Data)> NextAsync(string? type = null)
    {
        var name = "";
        while (true)
        {
            var line = await _lines.ReadLineAsync().WaitAsync(Patience) ?? throw new EndOfStreamException("The events ended.");
            if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            if (line.StartsWith("data: ", StringComparison.Ordinal) && (type is null || type == name)) return (name, JsonDocument.Parse(line[6..]).RootElement);
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
