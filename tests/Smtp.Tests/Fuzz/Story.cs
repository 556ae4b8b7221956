using System.Text;
using Smtp.Domain.Receiving;

namespace Smtp.Tests.Fuzz;

/// <summary>All that happens to a made-up session: told twice, it must come out the same.</summary>
/// <param name="Settings">The server's settings.</param>
/// <param name="Client">What the client does, in order.</param>
/// <param name="Answers">What the world answers: each question takes the next octet, round and round.</param>
/// <param name="Cuts">How the client's octets are cut: each read takes the next one, round and round.</param>
internal sealed record Story(Settings Settings, Turn[] Client, byte[] Answers, byte[] Cuts)
{
    public override string ToString()
    {
        var text = new StringBuilder($"{Settings}\nanswers {Convert.ToHexString(Answers)}, cuts {Convert.ToHexString(Cuts)}\n");
        foreach (var turn in Client) text.Append(turn).Append('\n');
        return text.ToString();
    }
}

/// <summary>What a client does before it looks at what was answered.</summary>
internal abstract record Turn
{
    /// <summary>It sends octets, in one go.</summary>
    public sealed record Sends(byte[] Octets) : Turn
    {
        public override string ToString() =>
            "C: " + Encoding.Latin1.GetString(Octets).Replace("\r", "\\r").Replace("\n", "\\n");
    }

    /// <summary>It waits too long.</summary>
    public sealed record Sleeps : Turn;

    /// <summary>The host shuts down.</summary>
    public sealed record Stops : Turn;
}
