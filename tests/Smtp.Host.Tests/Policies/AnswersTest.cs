using System.Collections.Concurrent;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Policies;
using Smtp.Host.Tests.Receiving;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Policies;

/// <summary>How the opinions of many policies become one answer.</summary>
[Collection(nameof(Alone))]
public sealed class AnswersTest
{
    private static readonly Verdict Granted = Verdict.Granted.Yes;
    private static readonly Verdict Refused = new Verdict.Refused(Reason.SenderRejected);
    private static readonly Verdict Deferred = new Verdict.Deferred(Reason.ClientRejected);
    private static readonly Question Sender = new Question.Sender(Some.Client(), new ReversePath.Null(), MailOptions.None);
    private static readonly Question Accept = new Question.Accept(Some.Client(), Some.Envelope(), new Body("spool", 0));
    private static readonly Question Login =
        new Question.Login(Some.Client(), new Credentials.Password("alice", new Secret("secret")));

    [Fact]
    public async Task The_first_refusal_wins_and_nobody_after_it_is_asked()
    {
        var last = new Opinion(new Verdict.Refused(Reason.RelayDenied));
        Assert.Equal(Refused, await AnswerAsync(Sender, new Opinion(Granted), new Opinion(Refused), last));
        Assert.Equal(0, last.Asked);
    }

    [Fact]
    public async Task A_deferral_beats_those_who_grant_before_it_and_after_it() =>
        Assert.Equal(Deferred, await AnswerAsync(Sender, new Opinion(Granted), new Opinion(Deferred), new Opinion(Granted)));

    [Fact]
    public async Task The_first_of_two_deferrals_is_the_answer() => Assert.Equal(
        Deferred, await AnswerAsync(Sender, new Opinion(Deferred), new Opinion(new Verdict.Deferred(Reason.NoStorage))));

    [Fact]
    public async Task A_refusal_beats_a_deferral_before_it() =>
        Assert.Equal(Refused, await AnswerAsync(Sender, new Opinion(Deferred), new Opinion(Refused)));

    [Fact]
    public async Task Where_nobody_has_an_opinion_it_is_granted()
    {
        Assert.Equal(Granted, await AnswerAsync(Sender, new Opinion((Verdict?)null)));
        Assert.Equal(Granted, await AnswerAsync(Sender));
    }

    [Fact]
    public async Task The_store_and_the_accounts_are_asked_when_all_have_granted_and_not_otherwise()
    {
        await using var store = new FakeStore();
        foreach (var no in (Verdict[])[Deferred, Refused])
        {
            Assert.Equal(no, await AnswerAsync(store, Accept, new Opinion(Granted), new Opinion(no)));
            Assert.Equal(no, await AnswerAsync(store, Login, new Opinion(no), new Opinion(Granted)));
        }
        Assert.Empty(store.Accepted);
        Assert.Equal(0, store.LookUps);

        Assert.IsType<Verdict.Accepted>(await AnswerAsync(store, Accept, new Opinion(Granted)));
        Assert.Equal(new Verdict.Refused(Reason.BadCredentials), await AnswerAsync(store, Login, new Opinion(Granted)));
        Assert.Single(store.Accepted);
        Assert.Equal(1, store.LookUps);
    }

    [Fact]
    public async Task A_policy_that_throws_defers_and_is_logged()
    {
        await using var store = new FakeStore();
        var log = new Memory();
        var before = Log.Logger;
        await using var logger = new LoggerConfiguration().WriteTo.Sink(log).CreateLogger();
        Log.Logger = logger;
        try
        {
            var broken = new Opinion((_, _) => throw new InvalidOperationException("Out of ideas."));
            var accept = await AnswerAsync(store, Accept, broken, new Opinion(Granted));
            Assert.Equal(new Verdict.Deferred(Reason.Unspecified), accept);
            Assert.Equal(new Verdict.Deferred(Reason.LoginUnavailable), await AnswerAsync(store, Login, broken));
            // A wait of its own that was given up is a fault like any other; ours was not.
            var impatient = new Opinion((_, _) => ValueTask.FromCanceled<Verdict?>(new CancellationToken(canceled: true)));
            Assert.Equal(new Verdict.Deferred(Reason.Unspecified), await AnswerAsync(store, Sender, impatient));
        }
        finally
        {
            Log.Logger = before;
        }

        Assert.Empty(store.Accepted);
        Assert.Equal(3, log.Events.Count);
        Assert.All(log.Events, one => Assert.Equal(LogEventLevel.Error, one.Level));
        Assert.Equal("Out of ideas.", log.Events.First().Exception?.Message);
    }

    private static async Task<Verdict> AnswerAsync(Question question, params IPolicy[] policies)
    {
        await using var store = new FakeStore();
        return await AnswerAsync(store, question, policies);
    }

    private static async Task<Verdict> AnswerAsync(FakeStore store, Question question, params IPolicy[] policies)
    {
        var answers = new Answers(policies, store, new Logins(store, TimeProvider.System), Nowhere.Else, () => { }, TimeProvider.System);
        return await answers.AnswerAsync(question, store.CreateBody(), CancellationToken.None);
    }

    private sealed class Memory : ILogEventSink
    {
        public ConcurrentQueue<LogEvent> Events { get; } = new();

        public void Emit(LogEvent logEvent) => Events.Enqueue(logEvent);
    }
}
