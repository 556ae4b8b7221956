using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;

namespace Smtp.Parsing.Transcripts.Sending;

/// <summary>Records a client session as a transcript, step by step: passwords masked, content folded to its size. One that did not log in
/// replays as it stands.</summary>
/// <param name="settings">The client's settings.</param>
/// <param name="title">What the transcript is about, in one line.</param>
public sealed class SendingRecorder(SendingSettings settings, string title)
{
    // A server that talks without end is cut short in the recording.
    private const int MostCharacters = 4 * 1024 * 1024;

    private readonly StringBuilder _text = new();

    /// <summary>Takes a step.</summary>
    /// <param name="before">The state that something happened to.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="after">The state it led to.</param>
    /// <param name="commands">What the client said to it.</param>
    public void Step(ClientState before, Event happened, ClientState after, Seq<Command> commands)
    {
        ArgumentNullException.ThrowIfNull(before);
        if (_text.Length > MostCharacters) return;
        switch (happened)
        {
            case Event.Replied said: Lines(said.Reply.ToString().Split('\n').Select(line => ("S: " + line).TrimEnd())); break;
            case Event.Unreadable fault: Lines([$"# The server said what is no reply: {fault.Fault}"]); break;
            case Event.TlsStarted tls: Lines([$"~ tls {(tls.Tls.Version == "TLSv1.2" ? "1.2" : "1.3")}{(tls.IsVerified ? "" : " unverified")}"]); break;
            case Event.TlsFailed failed: Lines([$"# {failed.Text.ReplaceLineEndings(" ")}", "~ tls fails"]); break;
            case Event.ContentSent when before.Wants is ClientWant.Content content: Lines([SendingTelling.Tell(content)]); break;
            case Event.ContentFailed failed: Lines([$"# The content could not be sent: {failed.Text.ReplaceLineEndings(" ")}"]); break;
            case Event.Give give: Lines([MessageLine.Write(give.Message)]); break;
            case Event.NoMore: Lines(["! no more"]); break;
            case Event.TimedOut: Lines(["+1d"]); break;
            case Event.Lost: Lines(["S."]); break;
            case Event.Stopping: Lines(["! stopping"]); break;
            default: break;
        }
        Lines(SendingTelling.Tell(commands, masked: true));
        Lines(SendingTelling.Tell(before, after));
    }

    /// <summary>The transcript so far.</summary>
    public string Finish()
    {
        var givens = new StringBuilder($"# {title}\ngiven side client\ngiven host {settings.HostName}\n");
        if (settings.Remote.Length > 0 && !settings.Remote.Contains(' ', StringComparison.Ordinal)) givens.Append($"given remote {settings.Remote}\n");
        if (settings.Dialect == Dialect.Lmtp) givens.Append("given lmtp\n");
        givens.Append(settings.ImplicitTls ? "given tls implicit\n" : $"given tls {settings.Tls.ToString().ToLowerInvariant()}\n");
        givens.Append("given secrets masked\n");
        if (settings.Login.IsSome) givens.Append("# It logged in; without the password it cannot be replayed.\n");
        return givens.Append('\n').Append(_text).ToString();
    }

    private void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines) _text.Append(line).Append('\n');
    }
}
