using Smtp.Domain.Receiving;

namespace Smtp.Host.Policies;

/// <summary>Somebody with an opinion on a question: limits, accounts, later filters and reputation.</summary>
internal interface IPolicy
{
    /// <summary>The opinion; null where the policy has none. Granted, Refused or Deferred.</summary>
    ValueTask<Verdict?> JudgeAsync(Question question, CancellationToken stop);
}
