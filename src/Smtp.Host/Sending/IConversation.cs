using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;

namespace Smtp.Host.Sending;

/// <summary>Follows the conversation of one connection.</summary>
internal interface IConversation
{
    /// <summary>The name under which it is kept; null where it is not.</summary>
    string? Session { get; }

    /// <summary>Something happened.</summary>
    /// <param name="before">The state that it happened to.</param>
    /// <param name="happened">What happened.</param>
    /// <param name="after">The state it led to.</param>
    /// <param name="commands">What the client says next.</param>
    void Step(ClientState before, Event happened, ClientState after, Seq<Command> commands);

    /// <summary>It is over.</summary>
    Task EndAsync();
}
