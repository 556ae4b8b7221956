using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Smtp.Host.Telemetry;

namespace Smtp.Host.Tests.Telemetry;

/// <summary>Listens to the instruments of one host, and remembers what they say.</summary>
internal sealed class Heard : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Said> _said = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);

    public Heard(Instruments instruments)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter != instruments.Meter) return;
            _instruments[instrument.Name] = instrument;
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All instruments there are.</summary>
    public IEnumerable<Instrument> Instruments => _instruments.Values;

    /// <summary>All that was said so far, the gauges asked now.</summary>
    public IReadOnlyList<Said> All
    {
        get
        {
            _listener.RecordObservableInstruments();
            return [.. _said];
        }
    }

    /// <summary>What a counter has come to, for some values of its attributes, such as <c>"RCPT 5xx"</c>.</summary>
    public double Sum(string name, string values = "") =>
        _said.Where(one => one.Name == name && (values.Length == 0 || one.Values == values)).Sum(one => one.Value);

    public void Dispose() => _listener.Dispose();

    private void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        List<string> values = [];
        foreach (var (key, word) in tags)
        {
            attributes.Add(key, (string)word!);
            values.Add((string)word!);
        }
        _said.Enqueue(new Said(instrument.Name, value, attributes, string.Join(' ', values)));
    }
}

/// <summary>One measurement.</summary>
internal sealed record Said(string Name, double Value, IReadOnlyDictionary<string, string> Attributes, string Values);
