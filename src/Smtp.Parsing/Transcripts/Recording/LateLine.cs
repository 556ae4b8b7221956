using System.Text;
using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>A line that is made only when the recording is written.</summary>
internal abstract record LateLine
{
    private LateLine() { }

    /// <summary>The line.</summary>
    /// <param name="mayShow">Whether a name that a client logged in with may be shown.</param>
    public abstract string Text(Func<string, bool> mayShow);

    /// <summary>A line with a name in it. Who types a password where the name belongs must not find it in a recording, and
    /// that cannot be told before the login has succeeded.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="With">The line, with a name in place of it.</param>
    public sealed record Claim(string Name, Func<string, string> With) : LateLine
    {
        public override string Text(Func<string, bool> mayShow) => With(mayShow(Name) ? Name : Secret.Empty.ToString());
    }

    /// <summary>The client-final-message of a SCRAM exchange that went well.</summary>
    public sealed record Proof(MaskedProof Of) : LateLine
    {
        public override string Text(Func<string, bool> mayShow) => ClientText.Line(ClientText.Base64(Of.Client));
    }

    /// <summary>The server-final-message.</summary>
    public sealed record ServerProof(MaskedProof Of) : LateLine
    {
        public override string Text(Func<string, bool> mayShow) => $"S: 334 {Convert.ToBase64String(Encoding.UTF8.GetBytes(Of.Server))}";
    }
}
