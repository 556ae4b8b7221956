using System.Globalization;

namespace Smtp.Simulation;

/// <summary><c>dotnet run --project tests/Smtp.Simulation -- --seed N --count M [--bug NAME] [--out FOLDER]</c></summary>
internal static class CommandLine
{
    private const string Usage =
        "Usage: dotnet run --project tests/Smtp.Simulation -- [--seed N] [--count M] [--bug NAME] [--out FOLDER]\n"
        + "Bugs: ack-before-sync, keep-recipients, lf-dot-lf, keep-plaintext, settle-before-reply\n";

    public static int Main(string[] args)
    {
        var (seed, count, bug, folder) = (1UL, 1000, Bug.None, ".");
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            var understood = args[i] switch
            {
                "--seed" => ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seed),
                "--count" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count),
                "--bug" => Bugs.Named(value) is { } named && (bug = named) == named,
                "--out" => Directory.Exists(folder = value),
                _ => false,
            };
            if (understood) continue;
            Console.Error.Write($"{Problem(args[i], value)}\n{Usage}");
            return 2;
        }
        return Simulate(seed, count, bug, folder);
    }

    private static string Problem(string option, string value) => option switch
    {
        "--seed" or "--count" => $"{option} takes a number from 0 on, not '{value}'.",
        "--bug" => $"There is no bug '{value}'.",
        "--out" => $"There is no folder '{value}'.",
        _ => $"There is no option '{option}'.",
    };

    private static int Simulate(ulong seed, int count, Bug bug, string folder)
    {
        Console.WriteLine($"Seeds {seed} to {seed + (ulong)Math.Max(count, 1) - 1}{(bug == Bug.None ? "" : $", with the bug {Bugs.Name(bug)}")}");
        var tallies = new Tallies();
        for (var i = 0; i < count; i++)
        {
            var trial = Trial.Run(new Scenario(seed + (ulong)i) { Bug = bug });
            tallies.Add(trial.World);
            if (trial.Broken is null) continue;
            var shrunk = trial.Shrink();
            var (before, after) = (trial.World, shrunk.World);
            Console.WriteLine($"Seed {trial.Scenario.Seed}, world {i + 1}: {trial.Broken.Message}");
            Console.WriteLine(
                $"Shrunk from {before.Plan.Struck.Sum()} faults and {before.Letters} letters to {after.Plan.Struck.Sum()} and {after.Letters}: {shrunk.Broken!.Message}");
            Console.WriteLine($"Written to {Failure.Write(shrunk, folder)}");
            tallies.Tell(Console.Out);
            return 1;
        }
        tallies.Tell(Console.Out);
        return 0;
    }
}
