using System.Buffers;
using System.Text;
using Pidgin;

namespace Smtp.Parsing.Grammar;

/// <summary>Takes the octets of a run as a value; false where they are none.</summary>
internal delegate bool Reading<T>(ReadOnlySpan<byte> octets, out T? value);

/// <summary>The smallest parsers, and the sets of octets that the RFCs name.</summary>
internal static class Octets
{
    public const string Alpha = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    public const string Digit = "0123456789";

    // RFC 5322 §3.2.3, atext.
    public const string AtomText = Alpha + Digit + "!#$%&'*+-/=?^_`{|}~";

    /// <summary>Any number of spaces, and how many.</summary>
    public static Parser<byte, int> Spaces { get; } = Run(Set(" "), static (ReadOnlySpan<byte> octets, out int count) =>
    {
        count = octets.Length;
        return true;
    });

    /// <summary>One space at least: RFC 5321 §4.1.2 wants exactly one between words, and more do no harm.</summary>
    public static Parser<byte, int> Gap { get; } = Run(Set(" "), static (ReadOnlySpan<byte> octets, out int count) =>
    {
        count = octets.Length;
        return count > 0;
    });

    /// <summary>One octet.</summary>
    public static Parser<byte, byte> Octet(char octet) => Parser<byte>.Token((byte)octet);

    /// <summary>An ASCII word in any case, such as <c>FROM:</c>.</summary>
    public static Parser<byte, Pidgin.Unit> Word(string word) => new WordParser(word);

    /// <summary>As many octets of a set as there are, read as a value; nothing is consumed where they are none.</summary>
    public static Parser<byte, T> Run<T>(SearchValues<byte> set, Reading<T> reading) => new RunParser<T>(set, reading);

    /// <summary>What the next octet announces, or the other thing.</summary>
    public static Parser<byte, T> IfNext<T>(char octet, Parser<byte, T> announced, Parser<byte, T> otherwise) =>
        new ChoiceParser<T>((byte)octet, announced, otherwise);

    /// <summary>As many as there are, each announced by an octet that is its own first one; too many of them are none.</summary>
    public static Parser<byte, Seq<T>> Many<T>(char octet, Parser<byte, T> one, int most) => new ManyParser<T>((byte)octet, one, most);

    /// <summary>The octets of these ASCII characters.</summary>
    public static SearchValues<byte> Set(string ascii) => SearchValues.Create(Encoding.ASCII.GetBytes(ascii));

    /// <summary>The octets of these ASCII characters, and all octets of UTF-8 beyond ASCII; whether these are well-formed
    /// is for the reading to say (RFC 6531 §3.3).</summary>
    public static SearchValues<byte> SetWithUtf8(string ascii) =>
        SearchValues.Create([.. Encoding.ASCII.GetBytes(ascii), .. Between(0x80, 0xff)]);

    /// <summary>The octets from one to another.</summary>
    public static byte[] Between(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(octet => (byte)octet)];

    /// <summary>The ASCII characters from one to another.</summary>
    public static string Characters(int first, int last) => Encoding.ASCII.GetString(Between(first, last));

    /// <summary>The whole text as a value; null where the parser does not take all of it.</summary>
    public static T? Whole<T>(this Parser<byte, T> parser, ReadOnlySpan<byte> text) where T : class? =>
        parser.Parse(text) is { Success: true, Value: var value } ? value : null;
}
