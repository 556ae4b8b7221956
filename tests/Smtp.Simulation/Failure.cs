using System.Text;

namespace Smtp.Simulation;

/// <summary>Writes down a world in which a law was broken: the session in which it happened, as a transcript.</summary>
internal static class Failure
{
    /// <returns>The file's name.</returns>
    public static string Write(Trial trial, string folder)
    {
        var path = Path.Combine(folder, $"seed-{trial.Scenario.Seed}.smtp");
        File.WriteAllText(path, Tell(trial));
        return path;
    }

    /// <summary>The transcript. What is known of the world beside it stands in its prose.</summary>
    public static string Tell(Trial trial)
    {
        var recorded = Trial.Run(trial.Scenario, record: true);
        if (recorded.Broken is not { } broken) throw new InvalidOperationException("The same scenario was another world.");
        foreach (var each in recorded.World.Sessions) each.Dispose();
        var (world, scenario) = (recorded.World, recorded.Scenario);
        var text = new StringBuilder($"# Seed {scenario.Seed}: {OneLine(broken.Message)}\n");
        if (scenario.Bug != Bug.None) text.Append($"# With the bug {Bugs.Name(scenario.Bug)}.\n");
        text.Append($"# {world.Letters} letters, {world.Machines.Count} machines, {world.Connections.Count} connections, at {world.Now}.\n");
        foreach (var fault in Enum.GetValues<Fault>())
            if (world.Plan.Struck[(int)fault] is > 0 and var count) text.Append($"# {fault}: {count}\n");
        var session = world.Sessions.Find(one => one.Link.Id == broken.Connection) ?? world.Sessions.FindLast(one => one.Transcript is not null);
        text.Append(session?.Transcript ?? "# No session was begun.\n");
        return text.ToString();
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
