using System.Runtime.CompilerServices;
using Serilog;
using Smtp.Domain.Receiving;
using Smtp.Domain.Routing;
using Smtp.Host.Storage;

namespace Smtp.Host.Policies;

/// <summary>Answers every question of a session: all policies are heard in their order, the first refusal wins, and one
/// that defers beats all that grant. Only what they grant reaches the store and the accounts.</summary>
/// <param name="policies">The policies.</param>
/// <param name="store">Keeps what is accepted.</param>
/// <param name="logins">Knows passwords.</param>
/// <param name="directions">Where mail goes.</param>
/// <param name="toDeliver">Hears of it when a message that was accepted is to go on.</param>
/// <param name="time">The clock.</param>
internal sealed class Answers(
    IReadOnlyList<IPolicy> policies, IStore store, Logins logins, Func<Directions> directions, Action toDeliver, TimeProvider time)
    : IAnswers
{
    /// <inheritdoc/>
    /// <remarks>A policy that fails defers: nobody is refused, and nothing is accepted, by accident.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Verdict> AnswerAsync(Question question, IBodyWriter? content, CancellationToken stop)
    {
        try
        {
            Verdict? deferred = null;
            for (var i = 0; i < policies.Count; i++)
            {
                var policy = policies[i];
                // A policy that does not heed its patience is left alone with its question.
                var judging = policy.JudgeAsync(question, stop);
                var opinion = judging.IsCompletedSuccessfully ? judging.Result : await judging.AsTask().WaitAsync(stop);
                if (opinion is Verdict.Refused) return opinion;
                if (opinion is Verdict.Deferred) deferred ??= opinion;
            }
            return deferred ?? question switch
            {
                Question.Accept accept => await AcceptAsync(accept, content, stop),
                Question.Login login => await logins.CheckAsync(login.Credentials, stop),
                Question.Connection or Question.Sender or Question.Recipient or Question.Room => Verdict.Granted.Yes,
                _ => throw new InvalidOperationException($"Nobody answers {question.GetType().Name}."),
            };
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            Log.Error(failure, "Nobody could answer {Question}", question.GetType().Name);
            return new Verdict.Deferred(question is Question.Login ? Reason.LoginUnavailable : Reason.Unspecified);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Verdict> AcceptAsync(Question.Accept accept, IBodyWriter? content, CancellationToken stop)
    {
        if (content is null) throw new InvalidOperationException("There is no content to accept.");
        try
        {
            var placing = await Placements.OfAsync(accept.Envelope, directions(), store, stop);
            var arrival = new Arrival(Origin.Of(accept.Client), accept.Envelope, time.GetUtcNow(), placing);
            var id = await store.AcceptAsync(arrival, content, stop);
            if (placing.Deliveries.Count > 0) toDeliver();
            return new Verdict.Accepted(id);
        }
        catch (StoreFullException full)
        {
            Log.Error("A message was deferred: {Reason}", full.Message);
            return new Verdict.Deferred(Reason.NoStorage);
        }
        catch (IOException broken)
        {
            Log.Error(broken, "A message was deferred: the storage failed");
            return new Verdict.Deferred(Reason.NoStorage);
        }
    }
}
