using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Smtp.Host.Receiving;

/// <summary>Names for sessions: unique for the host, short, and sorted by time within a process.</summary>
internal static class SessionIds
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";
    private static long _last = BinaryPrimitives.ReadInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) & 0x3fff_ffff_ffff;

    public static string Next() => string.Create(10, Interlocked.Increment(ref _last), static (text, number) =>
    {
        for (var i = text.Length - 1; i >= 0; i--, number >>= 5) text[i] = Digits[(int)(number & 31)];
    });
}
