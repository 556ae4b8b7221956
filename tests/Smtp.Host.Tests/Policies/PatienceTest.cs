using Smtp.Domain.Receiving;

namespace Smtp.Host.Tests.Policies;

/// <summary>Questions that nobody answers in time: 451, and the session goes on.</summary>
public sealed class PatienceTest
{
    private const string NoAnswer = "451 4.3.0 Temporary failure, try again later";

    private static readonly Settings Impatient = new() { Patience = new Patience { Verdict = TimeSpan.FromMilliseconds(50) } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_policy_that_hangs_costs_one_451_and_no_more(bool heeds)
    {
        await using var store = new FakeStore();
        var hangs = Hanging(heeds, question => question is Question.Recipient { Candidate.Path.Address: "slow@example.net" });
        await using var session = new PipedSession(store, Impatient, hangs);
        var client = await session.WithEnvelopeAsync();

        Assert.Equal(NoAnswer, await client.SayAsync("RCPT TO:<slow@example.net>"));
        Assert.Equal(NoAnswer, await client.SayAsync("RCPT TO:<slow@example.net>"));
        Assert.Equal("250 2.1.5 Ok", await client.SayAsync("RCPT TO:<quick@example.net>"));
        Assert.StartsWith("354", await client.SayAsync("DATA"), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Ok: queued as m1", await client.SayAsync("Subject: x\r\n."));
    }

    [Fact]
    public async Task A_policy_that_hangs_on_the_message_itself_lets_nothing_in()
    {
        await using var store = new FakeStore();
        var once = true;
        var hangs = Hanging(heeds: true, question => question is Question.Accept && once);
        await using var session = new PipedSession(store, Impatient, hangs);
        var client = await session.WithEnvelopeAsync();
        await client.SayAsync("DATA");

        Assert.Equal(NoAnswer, await client.SayAsync("Subject: x\r\n."));
        Assert.Empty(store.Accepted);

        once = false;
        Assert.Equal("250 2.0.0 Ok: queued as m1", await client.SayAllAsync(
            "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA", "Subject: x\r\n."));
    }

    [Fact]
    public async Task A_store_that_hangs_is_not_waited_for_longer()
    {
        await using var store = new FakeStore();
        store.OnAccept = stop => Task.Delay(Timeout.Infinite, stop);
        await using var session = new PipedSession(store, Impatient);
        var client = await session.WithEnvelopeAsync();
        await client.SayAsync("DATA");

        Assert.Equal(NoAnswer, await client.SayAsync("Subject: x\r\n."));
        Assert.Equal("250 2.0.0 Ok", await client.SayAsync("NOOP"));
    }

    private static Opinion Hanging(bool heeds, Func<Question, bool> on) => new(async (question, stop) =>
    {
        if (on(question)) await (heeds ? Task.Delay(Timeout.Infinite, stop) : new TaskCompletionSource().Task);
        return Verdict.Granted.Yes;
    });
}
