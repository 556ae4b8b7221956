namespace Smtp.Benchmarks.Servers;

/// <summary>How thoroughly it is measured.</summary>
/// <param name="Rounds">Turns that each server has in a case.</param>
/// <param name="Turn">About how long a turn takes.</param>
/// <param name="WarmUp">How long a server is warmed up at least.</param>
/// <param name="IdleSessions">Sessions that do nothing.</param>
/// <param name="Relayed">Messages that go on to a next hop.</param>
internal sealed record Plan(int Rounds, TimeSpan Turn, TimeSpan WarmUp, int IdleSessions, int Relayed)
{
    /// <summary>Under ten minutes for all cases.</summary>
    public static Plan Full { get; } = new(5, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), 10_000, 10_000);

    /// <summary>To see that all of it works.</summary>
    public static Plan Quick { get; } = new(1, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(0.5), 1_000, 1_000);
}
