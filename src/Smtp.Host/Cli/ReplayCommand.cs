using System.CommandLine;
using Smtp.Host.Replaying;
using Smtp.Parsing.Transcripts;
using Outcome = LanguageExt.Either<string, Smtp.Parsing.Transcripts.Transcript>;

namespace Smtp.Host.Cli;

/// <summary><c>smtp replay</c>: runs transcripts again and tells what came out differently.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Transcripts (*.smtp), and folders with such files at any depth.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Accept = new("--accept")
    {
        Description = "Rewrites the files that differ: what came out now is what is expected from now on.",
    };

    private static readonly Option<string?> Against = new("--against")
    {
        Description = "Plays the client's side to a live server instead, and compares what it says. Its name, its ids and the "
            + "order of what it offers may be its own; what needs settings other than the default is skipped.",
        HelpName = "HOST:PORT",
    };

    private static readonly Option<bool> Tls = new("--tls")
    {
        Description = "With --against: connections begin with TLS. Any certificate is taken.",
    };

    private static readonly Option<bool> AssumeGivens = new("--assume-givens")
    {
        Description = "With --against: the server is set up as the transcripts' 'given' lines say, so they are no reason to skip.",
    };

    private static readonly Option<int> Timeout = new("--timeout")
    {
        Description = "With --against: how many seconds a reply may take.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => (int)LivePlayer.DefaultPatience.TotalSeconds,
    };

    private static readonly Option<string?> Settings = new("--settings")
    {
        Description = "Replays under the configuration in FILE (an smtp.json) instead of what the transcripts give, and lists "
            + "every reply that would change.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command(
            "replay",
            "Runs transcripts again and shows what came out differently. Exit code: 1 if anything did.")
        {
            Paths, Accept, Against, AssumeGivens, Tls, Timeout, Settings,
        };
        command.SetAction(UserErrors.Reported(RunAsync));
        return command;
    }

    private static async Task RunAsync(ParseResult parse, CancellationToken stop)
    {
        var play = PlayOf(parse, stop);
        var accept = parse.GetValue(Accept);
        var output = parse.InvocationConfiguration.Output;
        var (same, different, skipped, accepted) = (0, 0, 0, 0);
        foreach (var file in ReplayFile.Find(parse.GetValue(Paths)!))
        {
            if (file.Read(out var problem) is not { } expected)
            {
                different++;
                await output.WriteLineAsync($"FAILED {file.Name}\n{problem}\n");
                continue;
            }
            var played = await play(expected);
            if (played.Case is string reason)
            {
                skipped++;
                await output.WriteLineAsync($"skipped {file.Name}: {reason}");
                continue;
            }
            var received = (Transcript)played.Case;
            var difference = TranscriptDiff.Between(expected, received, file.Name);
            var complaints = string.Concat(received.Lines
                .Filter(line => line.Source.StartsWith("!! ", StringComparison.Ordinal))
                .Map(line => $"{file.Name}:{line.Number}: {line.Source[3..]}\n"));
            if (difference.IsSome && accept)
            {
                file.Write(received);
                accepted++;
                await output.WriteLineAsync($"accepted {file.Name}");
            }
            if (difference.IsNone && complaints.Length == 0)
            {
                same++;
                await output.WriteLineAsync($"ok {file.Name}");
            }
            else if (!accept || complaints.Length > 0)
            {
                different++;
                await output.WriteLineAsync($"FAILED {file.Name}\n{(accept ? complaints : difference.IfNone(complaints))}");
            }
        }
        await output.WriteLineAsync(Summary(same, different, skipped, accepted));
        if (different > 0)
            throw new UserErrorException(different == 1 ? "1 transcript failed" : $"{different} transcripts failed");
    }

    /// <summary>How a transcript is played: the answer is what came of it, or the reason why it was not.</summary>
    private static Func<Transcript, Task<Outcome>> PlayOf(ParseResult parse, CancellationToken stop)
    {
        var (against, settings, tls) = (parse.GetValue(Against), parse.GetValue(Settings), parse.GetValue(Tls));
        if (against is not null && settings is not null)
            throw new UserErrorException("--against and --settings do not go together");
        if (parse.GetValue(Accept) && (against is not null || settings is not null))
            throw new UserErrorException(
                "--accept goes with neither --against nor --settings: a file says what happens under what it gives");
        if (tls && against is null) throw new UserErrorException("--tls says how to talk to a server; give --against HOST:PORT");
        var asGiven = parse.GetValue(AssumeGivens);
        if (asGiven && against is null)
            throw new UserErrorException("--assume-givens says how a server is set up; give --against HOST:PORT");
        if (settings is not null)
        {
            var world = WhatIf.Load(settings);
            return transcript => Task.FromResult(world.Run(transcript) is { } changed
                ? Outcome.Right(changed)
                : $"{settings} has no listener of its role");
        }
        if (against is null) return transcript => Task.FromResult<Outcome>(TranscriptRunner.Run(transcript));

        var place = LivePlace.Read(against) ?? throw new UserErrorException($"--against: '{against}' is not HOST:PORT");
        if (parse.GetValue(Timeout) is not (> 0 and <= 86_400 and var seconds))
            throw new UserErrorException("--timeout: give a number of seconds from 1 to 86400");
        var player = new LivePlayer(place, tls, TimeSpan.FromSeconds(seconds));
        var server = new LiveServer { Tls = tls, AsGiven = asGiven };
        return async transcript => LiveScript.Of(transcript, server).Case switch
        {
            LiveScript script => await player.PlayAsync(script, stop),
            string reason => reason,
            _ => throw new InvalidOperationException("A transcript can be played or not."),
        };
    }

    private static string Summary(int same, int different, int skipped, int accepted) => string.Join(
        ", ",
        new[] { (same, "ok"), (different, "failed"), (accepted, "accepted"), (skipped, "skipped") }
            .Where(count => count.Item1 > 0 || count.Item2 == "ok")
            .Select(count => $"{count.Item1} {count.Item2}"));
}
