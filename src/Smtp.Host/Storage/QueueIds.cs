using System.Security.Cryptography;
using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>Makes names for messages: 48 bits of time in milliseconds, then 31 random bits with room to count, as 16 characters
/// which sort like the time. Names of one process never repeat and always grow; those of two that meet in the same millisecond
/// differ by their random part.</summary>
internal sealed class QueueIds(TimeProvider clock)
{
    // Crockford's alphabet in lower case: no i, l, o or u, which are misread or misheard; in ASCII order, so that names sort.
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 16;

    // Drawn many at a time: to ask the system takes longer than all the rest.
    private readonly byte[] _drawn = new byte[256];
    private readonly Lock _gate = new();
    private int _used = int.MaxValue;
    private ulong _millisecond;
    private uint _random;

    public QueueId Next()
    {
        lock (_gate)
        {
            var now = (ulong)clock.GetUtcNow().ToUnixTimeMilliseconds() & 0xffff_ffff_ffff;
            // A clock that was set back must not bring old names again: time stands still until it has caught up.
            if (now > _millisecond) (_millisecond, _random) = (now, Random());
            else if (_random < uint.MaxValue) _random++;
            else (_millisecond, _random) = (_millisecond + 1, Random());
            return new QueueId(Encode(_millisecond, _random));
        }
    }

    private uint Random()
    {
        if (_used >= _drawn.Length)
        {
            RandomNumberGenerator.Fill(_drawn);
            _used = 0;
        }
        var drawn = BitConverter.ToUInt32(_drawn, _used);
        _used += sizeof(uint);
        // The top bit stays clear, so that counting upwards within a millisecond has room.
        return drawn >> 1;
    }

    private static string Encode(ulong millisecond, uint random)
    {
        Span<char> text = stackalloc char[Length];
        var value = ((UInt128)millisecond << 32) | random;
        for (var i = Length - 1; i >= 0; i--, value >>= 5) text[i] = Alphabet[(int)(value & 31)];
        return new string(text);
    }
}
