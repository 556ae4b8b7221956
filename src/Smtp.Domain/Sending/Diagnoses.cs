using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>What replies and mishaps mean for recipients. The first digit decides (RFC 5321 §4.2.1).</summary>
internal static class Diagnoses
{
    /// <summary>The outcome of a reply that is 4yz or 5yz; null for any other.</summary>
    public static Outcome? Refusal(SendingSettings settings, Reply reply) =>
        reply.Code.IsTransient ? new Outcome.Deferred(Of(settings, reply))
        : reply.Code.IsPermanent ? new Outcome.Failed(Of(settings, reply))
        : null;

    /// <summary>Not now, because of what the server said, whatever its first digit.</summary>
    public static Outcome Later(SendingSettings settings, Reply reply)
    {
        var diagnosis = Of(settings, reply);
        return new Outcome.Deferred(diagnosis with { Status = diagnosis.Status with { Class = 4 } });
    }

    /// <summary>Not now, because of what happened here.</summary>
    public static Outcome Later(SendingSettings settings, string status, string text) =>
        new Outcome.Deferred(Diagnosis.Here(status, text, settings.Remote));

    /// <summary>Never, because of what the server cannot do.</summary>
    public static Outcome Never(SendingSettings settings, string status, string text) =>
        new Outcome.Failed(Diagnosis.Here(status, text, settings.Remote));

    /// <summary>A reply that has no place where it came.</summary>
    public static Outcome Unexpected(SendingSettings settings, Reply reply) => new Outcome.Deferred(new Diagnosis(
        EnhancedStatusCode.Parse("4.5.0"), $"Unexpected reply: {reply.Code} {Text(reply)}", reply, settings.Remote));

    /// <summary>What a reply says, and who said it.</summary>
    public static Diagnosis Of(SendingSettings settings, Reply reply) => new(
        reply.Status.IfNone(new EnhancedStatusCode((byte)(reply.Code.Value / 100), 0, 0)), Text(reply), reply, settings.Remote);

    private static string Text(Reply reply) => string.Join(' ', reply.Lines.Filter(static line => line.Length > 0));
}
