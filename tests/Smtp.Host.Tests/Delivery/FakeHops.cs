using System.Collections.Concurrent;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Sending;

namespace Smtp.Host.Tests.Delivery;

/// <summary>Next hops that a test has in its hand.</summary>
internal sealed class FakeHops : ICarriers
{
    private readonly TaskCompletionSource _released = new();

    public ConcurrentQueue<Outcome> Answers { get; } = new();

    public Func<string, Outcome>? ByRecipient { get; set; }

    public ConcurrentDictionary<string, bool> Dead { get; } = new();

    public ConcurrentDictionary<string, bool> Hanging { get; } = new();

    public ConcurrentQueue<(string Hop, IReadOnlyList<string> To, string Content)> Sent { get; } = new();

    /// <summary>How many times the conversation breaks in a way that nobody has thought of.</summary>
    public int Breaking { get; set; }

    private int _opened, _underWay, _closed;

    public int Opened => _opened;

    public int UnderWay => _underWay;

    public int Closed => _closed;

    public ICarrier Open(Via via, Mailbox first)
    {
        Interlocked.Increment(ref _opened);
        return new Fake(this, via.ToString());
    }

    public void Release() => _released.TrySetResult();

    private sealed class Fake(FakeHops hops, string hop) : ICarrier
    {
        public async Task<Carried> CarryAsync(Consignment consignment, CancellationToken stop)
        {
            await using var content = await consignment.Content.OpenAsync(stop);
            Interlocked.Increment(ref hops._underWay);
            if (hops.Hanging.ContainsKey(hop)) await hops._released.Task.WaitAsync(stop);
            if (hops.Dead.ContainsKey(hop))
                return Carried.Alike(consignment, new Outcome.Deferred(Diagnosis.Here("4.4.1", "Connection refused", hop)), HopState.Dead);
            if (hops.Breaking-- > 0) throw new InvalidOperationException("It breaks.");
            using var reader = new StreamReader(content, Encoding.ASCII);
            var text = await reader.ReadToEndAsync(stop);
            Assert.Equal(text.Length, consignment.Content.Size);
            var to = consignment.Envelope.Recipients.Map(one => one.Path.Address).ToList();
            hops.Sent.Enqueue((hop, to, text));
            return new Carried(
                [.. to.Select(one => hops.ByRecipient?.Invoke(one)
                    ?? (hops.Answers.TryDequeue(out var answer) ? answer : new Outcome.Delivered(Diagnosis.Here("2.0.0", "Ok"))))],
                HopState.Alive);
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref hops._closed);
            return ValueTask.CompletedTask;
        }
    }
}
