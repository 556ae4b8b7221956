using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Smtp.Host.Web.Mailpit;

/// <summary>A message to be sent.</summary>
internal sealed record MailpitSendRequest(
    MailpitPerson? From, IReadOnlyList<MailpitPerson?>? To, IReadOnlyList<MailpitPerson?>? Cc, IReadOnlyList<string?>? Bcc,
    IReadOnlyList<MailpitPerson?>? ReplyTo, string? Subject, string? Text, string? HTML, IReadOnlyList<MailpitFile?>? Attachments,
    IReadOnlyList<string?>? Tags, IReadOnlyDictionary<string, string?>? Headers);

/// <summary>Somebody, by address and name.</summary>
internal sealed record MailpitPerson(string? Email, string? Name);

/// <summary>A file that comes with it; with a <c>ContentID</c>, one that its HTML shows.</summary>
internal sealed record MailpitFile(
    [property: JsonConverter(typeof(MailpitOctets))] byte[]? Content, string? Filename, string? ContentType, string? ContentID);

/// <summary>The name of a message that was sent.</summary>
internal sealed record MailpitSent(string ID);

/// <summary>Octets in base64, with or without <c>data:TYPE;base64,</c> before them, as browsers give files.</summary>
internal sealed class MailpitOctets : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException();
        var most = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var text = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var base64 = text.AsSpan(0, reader.CopyString(text));
            base64 = base64[(base64.LastIndexOf((byte)',') + 1)..];
            var octets = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
            var status = Base64.DecodeFromUtf8(base64, octets, out _, out var written);
            return status == OperationStatus.Done ? octets[..written] : throw new JsonException();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value);
}
