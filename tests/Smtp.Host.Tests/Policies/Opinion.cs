using Smtp.Domain.Receiving;
using Smtp.Host.Policies;

namespace Smtp.Host.Tests.Policies;

/// <summary>A policy that says what a test wants, and counts how often it was asked.</summary>
internal sealed class Opinion(Func<Question, CancellationToken, ValueTask<Verdict?>> judge) : IPolicy
{
    public Opinion(Verdict? verdict) : this((_, _) => new(verdict)) { }

    public int Asked { get; private set; }

    public ValueTask<Verdict?> JudgeAsync(Question question, CancellationToken stop)
    {
        Asked++;
        return judge(question, stop);
    }
}
