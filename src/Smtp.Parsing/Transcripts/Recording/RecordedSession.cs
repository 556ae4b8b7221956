using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>A session that was recorded.</summary>
/// <param name="Link">The connection: who connected, when, and the session's name.</param>
/// <param name="Client">All that was known of the client last; absent where it never said who it was.</param>
/// <param name="Tls">The TLS layer, if there was one.</param>
/// <param name="Ending">How the session ended; absent where it broke off.</param>
/// <param name="Accepted">How many messages were accepted.</param>
/// <param name="Text">The transcript, as <see cref="TranscriptReader"/> reads it.</param>
public sealed record RecordedSession(
    Link Link, Option<Client> Client, Option<TlsFacts> Tls, Option<Ending> Ending, int Accepted, string Text);
