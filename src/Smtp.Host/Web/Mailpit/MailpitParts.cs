using System.Security.Cryptography;
using System.Text.RegularExpressions;
using MimeKit;
using Smtp.Host.Web.Mail;

namespace Smtp.Host.Web.Mailpit;

/// <summary>The parts of a message as Mailpit lists them.</summary>
internal static partial class MailpitParts
{
    /// <summary>Those for one purpose, with their sizes and checksums: their contents are read for it.</summary>
    public static IReadOnlyList<MailpitAttachment> Of(MailDocument document, MailPartRole role) =>
        [.. document.Parts.Where(part => part.Role == role).Select(Of)];

    /// <summary>As what a part is given out: what it says it is, but nothing that a browser would take for a page or a script.</summary>
    public static string TypeOf(MailPart part) =>
        Plain().IsMatch(part.MediaType) && !Active().IsMatch(part.MediaType) ? part.MediaType : "application/octet-stream";

    private static MailpitAttachment Of(MailPart part)
    {
        using var sums = new Checksums();
        if (part.Entity is MimePart { Content: { } content }) content.DecodeTo(sums);
        else if (part.Entity is MessagePart { Message: { } message }) message.WriteTo(sums);
        var name = part.FileName.Length > 0 ? part.FileName : part.ContentId;
        return new MailpitAttachment(part.Id, name, part.MediaType, part.ContentId, sums.Size, sums.Finish());
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}/[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex(@"html|xml|xsl|svg|script|\Amultipart/|\Amessage/", RegexOptions.CultureInvariant)]
    private static partial Regex Active();

    /// <summary>Counts what is written to it, and sums it up in three ways.</summary>
    private sealed class Checksums : Stream
    {
        private readonly IncrementalHash[] _sums =
        [
            // Only names for content, of which nobody may conclude that nobody has tampered with it.
            IncrementalHash.CreateHash(HashAlgorithmName.MD5), IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
        ];

        public long Size { get; private set; }

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => Size;
        public override long Position { get => Size; set => throw new NotSupportedException(); }

        public MailpitChecksums Finish() => new(Hex(0), Hex(1), Hex(2));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Size += buffer.Length;
            foreach (var sum in _sums) sum.AppendData(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private string Hex(int which) => Convert.ToHexStringLower(_sums[which].GetHashAndReset());

        protected override void Dispose(bool disposing)
        {
            foreach (var sum in _sums) sum.Dispose();
            base.Dispose(disposing);
        }
    }
}
