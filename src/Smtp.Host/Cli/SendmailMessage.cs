using System.Globalization;
using System.Text;
using MimeKit;
using Smtp.Domain.Delivering;
using Smtp.Host.Sending;

namespace Smtp.Host.Cli;

/// <summary>A message as <c>sendmail</c> gets it: its recipients may be in its header, Bcc must not stay there, and what every message has
/// is added where it is missing. All other octets stay as they are.</summary>
internal sealed class SendmailMessage
{
    // A header beyond it is none that a program has written to be sent.
    private const int MostHeader = 1024 * 1024;

    private static readonly string[] ToWhom = ["To", "Cc", "Bcc"];

    /// <summary>The recipients in the header.</summary>
    public List<string> Recipients { get; } = [];

    /// <summary>Reads a message from standard input into a spool.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="spool">Takes the message.</param>
    /// <param name="arguments">How.</param>
    /// <param name="from">The address of whoever sends it.</param>
    /// <param name="host">Our name.</param>
    /// <param name="now">The time.</param>
    /// <param name="stop">Stops it.</param>
    public async Task ReadAsync(
        Stream input, Spool spool, SendmailArguments arguments, string from, string host, DateTimeOffset now, CancellationToken stop)
    {
        var lines = new Lines(input, arguments.IgnoreDots);
        List<byte[]> header = [];
        var size = 0;
        byte[]? line;
        while ((line = await lines.NextAsync(stop)) is not null && IsHeader(line, header.Count > 0))
        {
            if ((size += line.Length) > MostHeader) throw new UserErrorException("The header of the message is too large.");
            if (line[0] is (byte)' ' or (byte)'\t') header[^1] = [.. header[^1], .. line];
            else header.Add(line);
        }
        foreach (var field in header) await KeepAsync(field, spool, stop);
        foreach (var added in Missing(header, arguments, from, host, now)) await spool.WriteAsync(Encoding.UTF8.GetBytes(added + "\n"), stop);
        // A message without a header has none from here on either.
        if (line is null || !IsEmpty(line)) await spool.WriteAsync("\n"u8.ToArray(), stop);
        for (; line is not null; line = await lines.NextAsync(stop)) await spool.WriteAsync(line, stop);
        await spool.FinishAsync(stop);
    }

    private async Task KeepAsync(byte[] field, Spool spool, CancellationToken stop)
    {
        var name = NameOf(field);
        if (ToWhom.Contains(name, StringComparer.OrdinalIgnoreCase)
            && InternetAddressList.TryParse(field.AsSpan(name.Length + 1).ToArray(), out var addresses))
        {
            Recipients.AddRange(addresses.Mailboxes.Select(mailbox => mailbox.Address));
        }
        if (!name.Equals("Bcc", StringComparison.OrdinalIgnoreCase)) await spool.WriteAsync(field, stop);
    }

    private static IEnumerable<string> Missing(List<byte[]> header, SendmailArguments arguments, string from, string host, DateTimeOffset now)
    {
        bool Has(string name) => header.Exists(field => NameOf(field).Equals(name, StringComparison.OrdinalIgnoreCase));
        if (!Has("From"))
            yield return "From: " + new MailboxAddress(arguments.FullName ?? "", from.Contains('@', StringComparison.Ordinal) ? from : $"{from}@{host}");
        if (!Has("Date")) yield return "Date: " + MailDate.Write(now);
        if (!Has("Message-ID")) yield return string.Create(CultureInfo.InvariantCulture, $"Message-ID: <{Guid.NewGuid():n}@{host}>");
    }

    private static bool IsEmpty(ReadOnlySpan<byte> line) => line.TrimEnd("\r\n"u8).IsEmpty;

    private static bool IsHeader(ReadOnlySpan<byte> line, bool within)
    {
        if (IsEmpty(line)) return false;
        if (line[0] is (byte)' ' or (byte)'\t') return within;
        var colon = line.IndexOf((byte)':');
        return colon > 0 && !line[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~');
    }

    private static string NameOf(ReadOnlySpan<byte> field) => Encoding.ASCII.GetString(field[..field.IndexOf((byte)':')]);

    /// <summary>The lines of a stream, each with its end.</summary>
    private sealed class Lines(Stream input, bool ignoreDots)
    {
        private readonly byte[] _block = new byte[64 * 1024];
        private int _from, _to;
        private bool _ended, _atStart = true;

        /// <summary>The next line, or a piece of one that is very long; null at the end.</summary>
        public async Task<byte[]?> NextAsync(CancellationToken stop)
        {
            if (_ended) return null;
            using var line = new MemoryStream();
            while (line.Length < _block.Length)
            {
                if (_from == _to)
                {
                    (_from, _to) = (0, await input.ReadAsync(_block, stop));
                    if (_to == 0)
                    {
                        _ended = true;
                        break;
                    }
                }
                var feed = _block.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
                var length = feed < 0 ? _to - _from : feed + 1;
                line.Write(_block, _from, length);
                _from += length;
                if (feed >= 0) break;
            }
            var octets = line.ToArray();
            if (!ignoreDots && _atStart && octets.AsSpan().TrimEnd("\r\n"u8).SequenceEqual("."u8)) _ended = true;
            else if (octets.Length > 0)
            {
                _atStart = octets[^1] == '\n';
                return octets;
            }
            return null;
        }
    }
}
