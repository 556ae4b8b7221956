using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Smtp.Host.Configuration;

namespace Smtp.Host.Telemetry;

/// <summary>Where figures and traces go: to whoever asks for <c>/metrics</c>, and by OTLP to a collector. Where neither is wanted,
/// nothing listens.</summary>
internal static class Exporting
{
    private const string Variables = "OTEL_";

    // Room is set aside for as many sets of attributes of each instrument. The widest of ours has some tens.
    private static readonly MetricStreamConfiguration Few = new() { CardinalityLimit = 250 };

    /// <summary>Adds what is wanted.</summary>
    /// <param name="builder">The host's.</param>
    /// <param name="instruments">What is told.</param>
    /// <param name="options">Where it goes by OTLP.</param>
    /// <param name="isAsked">Whether anybody can ask for <c>/metrics</c>.</param>
    public static void Add(IHostApplicationBuilder builder, Instruments instruments, TelemetryOptions options, bool isAsked)
    {
        // The standard's own variables: headers, certificates, intervals, samplers, attributes of the resource.
        var variables = ConfigSource.ProcessEnvironment().Where(one => one.Key.StartsWith(Variables, StringComparison.Ordinal)).ToDictionary();
        builder.Configuration.AddInMemoryCollection(variables);
        var metrics = Target(options, variables, "METRICS");
        var traces = Target(options, variables, "TRACES");
        if (!isAsked && metrics is null && traces is null) return;
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .AddService("smtp", serviceVersion: ProductVersion.Text, autoGenerateServiceInstanceId: true).AddEnvironmentVariableDetector());
        if (isAsked || metrics is not null)
        {
            telemetry.WithMetrics(provider =>
            {
                provider.AddMeter(Instruments.Name, "System.Runtime");
                // Another host in the same process has instruments of the same names.
                provider.AddView(one => one.Meter.Name == Instruments.Name && one.Meter != instruments.Meter ? MetricStreamConfiguration.Drop : Few);
                if (isAsked) provider.AddPrometheusExporter();
                if (metrics is not null) provider.AddOtlpExporter(metrics);
            });
        }
        if (traces is not null) telemetry.WithTracing(provider => provider.AddSource(Instruments.Name).AddOtlpExporter(traces));
    }

    /// <summary>Where one signal goes; null where nowhere. What is configured here wins over the variables.</summary>
    private static Action<OtlpExporterOptions>? Target(TelemetryOptions options, Dictionary<string, string?> variables, string signal)
    {
        if (options.Otlp.Length > 0)
        {
            return exporter =>
            {
                exporter.Protocol = options.Protocol == "grpc" ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
                // OTLP/HTTP §Endpoint: below the base, each signal has a path of its own.
                exporter.Endpoint = exporter.Protocol == OtlpExportProtocol.Grpc
                    ? new Uri(options.Otlp)
                    : new Uri($"{options.Otlp.TrimEnd('/')}/v1/{(signal == "METRICS" ? "metrics" : "traces")}");
            };
        }
        var named = Has("OTEL_EXPORTER_OTLP_ENDPOINT") || Has($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT");
        return named && variables.GetValueOrDefault($"OTEL_{signal}_EXPORTER") is null or "" or "otlp" ? _ => { } : null;

        bool Has(string name) => !string.IsNullOrEmpty(variables.GetValueOrDefault(name));
    }
}
