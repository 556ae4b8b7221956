using System.Text;
using Smtp.Domain.Mail;

namespace Smtp.Samples;

/// <summary>A message that a test server has received.</summary>
/// <param name="Id">Its name, as the client was told.</param>
/// <param name="Envelope">From whom, to whom.</param>
/// <param name="Content">Its octets, dots unstuffed.</param>
public sealed record TestMessage(QueueId Id, Envelope Envelope, ReadOnlyMemory<byte> Content)
{
    /// <summary>The sender's address; empty for a bounce.</summary>
    public string From => Envelope.From.Address;

    /// <summary>The recipients' addresses.</summary>
    public IReadOnlyList<string> To => [.. Envelope.Recipients.Map(recipient => recipient.Path.Address)];

    /// <summary>The content as text.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);

    /// <inheritdoc/>
    public override string ToString()
    {
        var subject = Text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Subject:", StringComparison.OrdinalIgnoreCase));
        var recipients = string.Join(", ", To.Select(address => $"<{address}>"));
        return $"{Id}: <{From}> to {recipients}, {Content.Length} octets, {subject ?? "no subject"}";
    }
}
