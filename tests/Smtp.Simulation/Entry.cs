using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;

namespace Smtp.Simulation;

/// <summary>One line of a disk's log.</summary>
internal abstract record Entry
{
    private Entry() { }

    /// <summary>A message that this machine answers for.</summary>
    /// <param name="Id">Its name there.</param>
    /// <param name="Letter">Which letter it is.</param>
    /// <param name="Envelope">Its envelope as received.</param>
    /// <param name="Content">Its content as received.</param>
    /// <param name="Arrived">When, by this machine's clock.</param>
    /// <param name="Attempt">The attempt that brought it; null where it was here first, or came over a connection that was a copy.</param>
    public sealed record Message(
        int Id, Letter Letter, Envelope Envelope, byte[] Content, DateTimeOffset Arrived, Attempt? Attempt) : Entry
    {
        public bool Equals(Message? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => Id;
    }

    /// <summary>How a delivery stands now, and what its sender is told of it.</summary>
    public sealed record Settled(int Of, int Recipient, DeliveryState State, Seq<Notice> Notices) : Entry;
}

/// <summary>A message is handed over, once.</summary>
/// <param name="Message">The message, as its sender has it.</param>
/// <param name="Recipients">Those recipients that go this way, by their places in its envelope.</param>
/// <param name="Connection">Over which connection; -1 where there was none.</param>
internal sealed record Attempt(Entry.Message Message, int[] Recipients, int Connection)
{
    /// <summary>Whether something broke before what became of it was synced at the sender: then there may be a copy more.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>Whether what became of it is synced at the sender.</summary>
    public bool IsBooked { get; set; }
}
