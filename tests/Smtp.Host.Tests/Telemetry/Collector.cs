using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Smtp.Host.Tests.Telemetry;

/// <summary>A collector of OTLP over HTTP, which reads so much of Protobuf as it takes to know spans and metrics.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _resource = new(StringComparer.Ordinal);

    private Collector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>Where it is.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public IReadOnlyList<Span> Spans => [.. _spans];

    public IReadOnlyCollection<string> Metrics => [.. _metrics.Keys];

    /// <summary>What is told of the one who tells, as <c>key=value</c>.</summary>
    public IReadOnlyCollection<string> Resource => [.. _resource.Keys];

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        // ExportTraceServiceRequest and ExportMetricsServiceRequest: resource_spans or resource_metrics = 1.
        foreach (var one in Fields(body.ToArray(), 1))
        {
            foreach (var attribute in Fields(one, 1).SelectMany(resource => Fields(resource, 1))) _resource[Pair(attribute)] = true;
            foreach (var item in Fields(one, 2).SelectMany(scope => Fields(scope, 2)))
            {
                if (context.Request.Path == "/v1/traces") _spans.Enqueue(SpanOf(item));
                else if (context.Request.Path == "/v1/metrics") _metrics[Text(item, 1)] = true;
                else context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        }
    }

    // opentelemetry.proto.trace.v1.Span: span_id = 2, parent_span_id = 4, name = 5, attributes = 9, events = 11 with a name = 2.
    private static Span SpanOf(ReadOnlyMemory<byte> span) => new(
        Text(span, 5), Hex(span, 2), Hex(span, 4), [.. Fields(span, 9).Select(Pair)], [.. Fields(span, 11).Select(one => Text(one, 2))]);

    // KeyValue: key = 1, value = 2; AnyValue: string_value = 1, int_value = 3.
    private static string Pair(ReadOnlyMemory<byte> pair)
    {
        var value = Fields(pair, 2).Single();
        return $"{Text(pair, 1)}={(Fields(value, 1).Any() ? Text(value, 1) : "a number")}";
    }

    private static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(Fields(message, field).FirstOrDefault().Span);

    private static string Hex(ReadOnlyMemory<byte> message, int field) => Convert.ToHexString(Fields(message, field).FirstOrDefault().Span);

    /// <summary>The fields of one number that have a length.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Number(message, ref at);
            var length = 0;
            switch (tag & 7)
            {
                case 0: Number(message, ref at); break;
                case 1: length = 8; break;
                case 2: length = (int)Number(message, ref at); break;
                case 5: length = 4; break;
                default: throw new InvalidDataException($"Protobuf has no wire type {tag & 7}.");
            }
            if ((tag & 7) == 2 && (int)(tag >> 3) == number) yield return message.Slice(at, length);
            at += length;
        }
    }

    private static ulong Number(ReadOnlyMemory<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var octet = message.Span[at++];
            value |= (ulong)(octet & 0x7f) << shift;
            if (octet < 0x80) return value;
        }
    }
}

/// <summary>A span that arrived.</summary>
internal sealed record Span(string Name, string Id, string Parent, IReadOnlyList<string> Attributes, IReadOnlyList<string> Events);
