namespace Smtp.Host.Telemetry;

/// <summary>The names of attributes. Those of metrics have few values each, all of them in docs/telemetry.md: never an address, a
/// mailbox or a text that a client chose.</summary>
internal static class Attributes
{
    public const string Role = "smtp.role";
    public const string Ending = "smtp.session.ending";
    public const string TlsVersion = "tls.protocol.version";
    public const string TlsOutcome = "smtp.tls.outcome";
    public const string Command = "smtp.command";
    public const string ReplyClass = "smtp.reply.class";
    public const string Reason = "smtp.refusal.reason";
    public const string MessageOutcome = "smtp.message.outcome";
    public const string Mechanism = "smtp.auth.mechanism";
    public const string LoginOutcome = "smtp.auth.outcome";
    public const string Via = "smtp.delivery.via";
    public const string DeliveryOutcome = "smtp.delivery.outcome";
    public const string AttemptOutcome = "smtp.attempt.outcome";
    public const string QueueState = "smtp.queue.state";

    // Of spans alone: these have as many values as there are sessions and messages.

    public const string Session = "smtp.session.id";
    public const string Message = "smtp.message.id";
    public const string MessageSize = "smtp.message.size";
    public const string Recipients = "smtp.message.recipients";
    public const string Deliveries = "smtp.attempt.deliveries";
}
