using Smtp.Domain.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Policies;

/// <summary>Defers a message before its content is sent when the disk is nearly full (RFC 5321 §4.2.3: 452).</summary>
internal sealed class RoomPolicy(IStore store) : IPolicy
{
    public ValueTask<Verdict?> JudgeAsync(Question question, CancellationToken stop) =>
        question is Question.Room room && !store.HasRoomFor(room.Envelope.Options.Size.IfNone(0))
            ? new(new Verdict.Deferred(Reason.NoStorage))
            : default;
}
