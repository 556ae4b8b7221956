using System.Diagnostics.Metrics;
using Smtp.Host.Receiving;
using Smtp.Host.Telemetry;

namespace Smtp.Host.Web.Mailpit;

/// <summary>What has become of messages since the host started, summed up from what is measured anyhow.</summary>
internal sealed class MailpitCounts : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _accepted, _acceptedOctets, _rejected;

    public MailpitCounts(SmtpServer.Parts parts)
    {
        _listener.SetMeasurementEventCallback<long>(Hear);
        _listener.EnableMeasurementEvents(parts.Instruments.Messages);
        _listener.EnableMeasurementEvents(parts.Instruments.MessageSize);
        _listener.Start();
    }

    /// <summary>Messages taken.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Octets of content of them.</summary>
    public long AcceptedOctets => Interlocked.Read(ref _acceptedOctets);

    /// <summary>Messages refused, or put off.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    public void Dispose() => _listener.Dispose();

    private void Hear(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        if (instrument.Name == "smtp.server.message.size")
        {
            Interlocked.Add(ref _acceptedOctets, value);
            return;
        }
        foreach (var (name, outcome) in tags)
        {
            if (name != Attributes.MessageOutcome) continue;
            if (outcome is "accepted") Interlocked.Add(ref _accepted, value);
            else Interlocked.Add(ref _rejected, value);
        }
    }
}
