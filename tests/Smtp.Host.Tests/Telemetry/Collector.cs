using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Smtp.Host.Tests.Telemetry;

/// <summary>A collector of OTLP, over HTTP or gRPC, which reads so much of Protobuf as it takes to know spans and metrics.</summary>
internal sealed class Collector : IAsyncDisposable
{
    // Before a message of gRPC: whether it is compressed, and its length.
    private const int Prefix = 5;

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Span> _spans = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _resource = new(StringComparer.Ordinal);

    private Collector(HttpProtocols protocols)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>Where it is.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public IReadOnlyList<Span> Spans => [.. _spans];

    public IReadOnlyCollection<string> Metrics => [.. _metrics.Keys];

    /// <summary>What is told of the one who tells, as <c>key=value</c>.</summary>
    public IReadOnlyCollection<string> Resource => [.. _resource.Keys];

    /// <param name="protocol"><c>http</c> or <c>grpc</c>.</param>
    public static async Task<Collector> StartAsync(string protocol = "http")
    {
        var collector = new Collector(protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        await collector._app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var path = context.Request.Path.Value!;
        Take(path, body.ToArray().AsMemory(path.EndsWith("/Export", StringComparison.Ordinal) ? Prefix : 0));
        if (!path.EndsWith("/Export", StringComparison.Ordinal)) return;
        // An empty answer, and that all went well.
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[Prefix]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private void Take(string path, ReadOnlyMemory<byte> request)
    {
        // ExportTraceServiceRequest and ExportMetricsServiceRequest: resource_spans or resource_metrics = 1.
        foreach (var one in Fields(request, 1))
        {
            foreach (var attribute in Fields(one, 1).SelectMany(resource => Fields(resource, 1))) _resource[Pair(attribute)] = true;
            foreach (var item in Fields(one, 2).SelectMany(scope => Fields(scope, 2)))
            {
                switch (path)
                {
                    case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export": _spans.Enqueue(SpanOf(item)); break;
                    case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export": _metrics[Text(item, 1)] = true; break;
                    default: throw new InvalidDataException($"Nothing of OTLP is at {path}.");
                }
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
