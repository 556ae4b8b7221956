using Smtp.Parsing.Transcripts;
using Smtp.Simulation;

namespace Smtp.Tests.Simulation;

/// <summary>Simulated worlds: thousands of seeds hold, a seed is the same world everywhere, and what is wrong on purpose is found. Any
/// seed that fails here is seen again with <c>dotnet run --project tests/Smtp.Simulation -- --seed N --count 1</c>.</summary>
public sealed class WorldTest
{
    private const int Seeds = 2000;

    [Fact]
    public void All_laws_hold_in_all_worlds()
    {
        var tallies = new Tallies();
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var trial = Trial.Run(new Scenario(seed));
            Assert.True(trial.Broken is null, $"Seed {seed}: {trial.Broken?.Message}");
            tallies.Add(trial.World);
        }
        // A fault that never happens and a law that is never looked at prove nothing.
        Assert.All(Enum.GetValues<Fault>(), fault => Assert.True(tallies.Faults(fault) > Seeds / 20, $"{fault} hardly ever happens."));
        Assert.All(Enum.GetValues<Law>(), law => Assert.True(tallies.Checks(law) > Seeds / 4, $"{law} is hardly ever checked."));
    }

    /// <summary>Within so many seeds; each is found in the first few, and the bound leaves room for worlds that change.</summary>
    [Theory]
    [InlineData("ack-before-sync", 20, "Durable")]
    [InlineData("keep-recipients", 20, "Faithful")]
    [InlineData("lf-dot-lf", 60, "Faithful")]
    [InlineData("keep-plaintext", 60, "Handshake")]
    [InlineData("settle-before-reply", 20, "Accounted")]
    public void A_bug_is_found(string name, int within, string law)
    {
        var bug = Bugs.Named(name) ?? throw new ArgumentException("No such bug.", nameof(name));
        Trial? found = null;
        for (var seed = 1UL; found is null && seed <= (ulong)within; seed++)
        {
            var trial = Trial.Run(new Scenario(seed) { Bug = bug });
            if (trial.Broken is not null) found = trial;
        }
        Assert.True(found is not null, $"{within} worlds hold in spite of {name}.");
        Assert.Equal(law, found.Broken!.Law.ToString());

        var shrunk = found.Shrink();
        Assert.Equal(found.Broken.Law, shrunk.Broken!.Law);
        Assert.InRange(shrunk.World.Plan.Struck.Sum(), 0, Math.Min(8, found.World.Plan.Struck.Sum()));
        // What is written down can be read, and without the bug the same world holds.
        Assert.True(TranscriptReader.Read(Failure.Tell(shrunk)).IsRight);
        Assert.Null(Trial.Run(shrunk.Scenario with { Bug = Bug.None }).Broken);
    }

    [Fact]
    public void A_seed_is_the_same_world_again()
    {
        for (var seed = 1UL; seed <= 50; seed++)
        {
            var (one, other) = (Trial.Run(new Scenario(seed)).World, Trial.Run(new Scenario(seed)).World);
            Assert.Equal(one.Plan.Struck, other.Plan.Struck);
            Assert.Equal(one.Checks, other.Checks);
            Assert.Equal(one.Now, other.Now);
            Assert.Equal(one.Connections.SelectMany(link => link.Answers), other.Connections.SelectMany(link => link.Answers));
        }
    }

    /// <summary>The first numbers of xoshiro256** for seed 1, so that a seed means the same for ever.</summary>
    [Fact]
    public void Random_numbers_never_change()
    {
        var random = new Randomness(1, 0);
        Assert.Equal(
            [0xB3F2AF6D0FC710C5UL, 0x853B559647364CEAUL, 0x92F89756082A4514UL], new[] { random.Next(), random.Next(), random.Next() });
    }
}
