using System.Text;
using CsCheck;

namespace Smtp.Tests.Framing;

/// <summary>Octets as the tests write them: one character each.</summary>
internal static class Wire
{
    /// <summary>Whatever can confuse a reader of lines.</summary>
    public static readonly Gen<string> Octets = Gen.OneOf(
            Gen.OneOf("\r", "\n", ".", "\0", "a", "\r\n", "\r\n.", "\r\r\n", "\n.\n", "\x16\x03"),
            Gen.Int[1, 90].Select(length => new string('x', length)))
        .Array[0, 24].Select(string.Concat);

    /// <summary>Sizes of reads, used over and over until all is read.</summary>
    public static readonly Gen<int[]> Reads = Gen.OneOf(Gen.Const(new[] { 1 }), Gen.Int[1, 40].Array[1, 12]);

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>The same octets, cut into reads of these sizes.</summary>
    public static IEnumerable<byte[]> Split(byte[] bytes, int[] reads)
    {
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            var size = Math.Min(reads[i % reads.Length], bytes.Length - at);
            yield return bytes[at..(at + size)];
            at += size;
        }
    }
}
