using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;

namespace Smtp.Simulation;

/// <summary>Looks at all disks when a world has come to its end: every message that any machine answers for must have gone on, lie in
/// its mailbox, or be reported; that each hop holds makes the whole way hold.</summary>
internal sealed class Audit(World world)
{
    public void Run()
    {
        var copies = new Dictionary<(Entry.Message, ForwardPath), List<Attempt>>();
        foreach (var machine in world.Machines)
            foreach (var entry in machine.Disk.Log)
                if (entry is Entry.Message { Attempt: { } attempt } copy)
                    foreach (var recipient in copy.Envelope.Recipients)
                        if (copies.TryGetValue((attempt.Message, recipient.Path), out var known)) known.Add(attempt);
                        else copies[(attempt.Message, recipient.Path)] = [attempt];

        foreach (var machine in world.Machines)
        {
            foreach (var promised in machine.Promised)
                Check(Law.Durable, machine.Disk.IsSynced(promised), promised, "was answered for and is gone");
            var states = new Dictionary<(int, int), Entry.Settled>();
            foreach (var entry in machine.Disk.Log) if (entry is Entry.Settled settled) states[(settled.Of, settled.Recipient)] = settled;
            foreach (var entry in machine.Disk.Log) if (entry is Entry.Message message) Follow(machine, message, states, copies);
        }
        foreach (var (copy, attempts) in copies)
        {
            world.Copies += attempts.Count - 1;
            Check(Law.Duplicates, attempts.Count(attempt => !attempt.IsInterrupted) <= 1, copy.Item1, $"was handed over twice to {copy.Item2}, and nothing broke");
        }
    }

    private void Follow(
        Machine machine, Entry.Message message, Dictionary<(int, int), Entry.Settled> states, Dictionary<(Entry.Message, ForwardPath), List<Attempt>> copies)
    {
        Check(Law.Faithful, message.Content.AsSpan().SequenceEqual(message.Letter.Content), message, "has other content");
        for (var i = 0; i < message.Envelope.Recipients.Count; i++)
        {
            var recipient = message.Envelope.Recipients[i];
            if (machine.IsLocal(recipient)) continue;
            var settled = states.GetValueOrDefault((message.Id, i));
            Check(Law.Settles, settled is { State.IsEnd: true }, message, $"is not settled for {recipient.Path}: {settled?.State}");
            switch (settled!.State)
            {
                case DeliveryState.Delivered:
                    world.Delivered++;
                    Check(Law.Accounted, copies.ContainsKey((message, recipient.Path)), message, $"is taken for delivered to {recipient.Path}, and is not there");
                    break;
                case DeliveryState.Failed:
                    world.Failed++;
                    var isTold = message.Envelope.From is ReversePath.Null || !settled.Notices.IsEmpty;
                    Check(Law.Accounted, isTold, message, $"has failed for {recipient.Path}, and nobody is told");
                    break;
                case var other:
                    Check(Law.Accounted, false, message, $"has ended as {other.GetType().Name}");
                    break;
            }
        }
    }

    private void Check(Law law, bool holds, Entry.Message message, string otherwise)
    {
        var connection = holds ? -1 : world.Connections.FindLast(one => one.Attempts.Exists(attempt => attempt.Message.Letter == message.Letter))?.Id ?? -1;
        world.Check(law, holds, connection, holds ? "" : $"{message.Letter.Key} {otherwise}.");
    }
}
