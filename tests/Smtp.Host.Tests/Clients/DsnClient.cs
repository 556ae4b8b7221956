using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace Smtp.Host.Tests.Clients;

/// <summary>MailKit's client with what it leaves to its users: reports of delivery, and binary content.</summary>
internal sealed class DsnClient : SmtpClient
{
    public DsnClient()
    {
        // The certificate is the host's own, made when it started.
        ServerCertificateValidationCallback = (_, _, _, _) => true;
        CheckCertificateRevocation = false;
        LocalDomain = "client.example";
    }

    /// <summary>The name of the transmission; null asks for none.</summary>
    public string? EnvelopeId { get; init; }

    public DeliveryStatusNotification? Notify { get; init; }

    /// <summary>Whether content goes as it is, with BDAT.</summary>
    public bool Binary { get; init; }

    protected override bool PreferSendAsBinaryData => Binary;

    protected override string GetEnvelopeId(MimeMessage message) => EnvelopeId!;

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(
        MimeMessage message, MailboxAddress mailbox) => Notify;
}
