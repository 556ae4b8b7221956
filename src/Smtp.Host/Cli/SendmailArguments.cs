using Smtp.Domain.Mail;

namespace Smtp.Host.Cli;

/// <summary>The arguments of <c>sendmail</c>, as programs have given them for decades: letters in clusters, values behind them or in the
/// next word.</summary>
internal sealed record SendmailArguments
{
    /// <summary>Who runs without a value.</summary>
    private const string Switches = "tivnUmG";

    /// <summary>Who has one. <c>-o</c> and <c>-d</c> take the rest of their word.</summary>
    private const string WithValue = "fFrBNRVhLpXCqOA";

    private const string WithRest = "odb";

    /// <summary><c>-t</c>: recipients are those of To, Cc and Bcc too.</summary>
    public bool FromHeader { get; init; }

    /// <summary><c>-i</c>, <c>-oi</c>: a line with a lone dot does not end the message.</summary>
    public bool IgnoreDots { get; init; }

    /// <summary><c>-v</c>: show the conversation.</summary>
    public bool Verbose { get; init; }

    /// <summary><c>-f</c>, <c>-r</c>: the reverse-path; null where it is the user's own address.</summary>
    public string? Sender { get; init; }

    /// <summary><c>-F</c>: the sender's full name.</summary>
    public string? FullName { get; init; }

    /// <summary><c>-N</c>: what to report on.</summary>
    public Notify Notify { get; init; } = Notify.Unspecified;

    /// <summary><c>-R</c>: how much of the message a report gives back.</summary>
    public ReturnContent? Return { get; init; }

    /// <summary><c>-V</c>: the sender's own name for the transmission.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>Recipients.</summary>
    public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>Reads them.</summary>
    /// <exception cref="UserErrorException">One is unknown, or asks for something else than sending.</exception>
    public static SendmailArguments Read(IReadOnlyList<string> words)
    {
        var read = new SendmailArguments();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--") return read with { Recipients = [.. read.Recipients, .. words.Skip(i + 1)] };
            if (word.Length < 2 || word[0] != '-')
            {
                read = read with { Recipients = [.. read.Recipients, word] };
                continue;
            }
            for (var at = 1; at < word.Length; at++)
            {
                var letter = word[at];
                if (Switches.Contains(letter, StringComparison.Ordinal))
                {
                    read = read.With(letter, "");
                    continue;
                }
                if (WithRest.Contains(letter, StringComparison.Ordinal)) read = read.With(letter, word[(at + 1)..]);
                else if (!WithValue.Contains(letter, StringComparison.Ordinal)) throw new UserErrorException($"sendmail has no option -{letter}.");
                else if (at + 1 < word.Length) read = read.With(letter, word[(at + 1)..]);
                else if (i + 1 < words.Count) read = read.With(letter, words[++i]);
                else throw new UserErrorException($"sendmail -{letter} needs a value.");
                break;
            }
        }
        return read;
    }

    private SendmailArguments With(char letter, string value) => letter switch
    {
        't' => this with { FromHeader = true },
        'i' => this with { IgnoreDots = true },
        'v' => this with { Verbose = true },
        'f' or 'r' => this with { Sender = value },
        'F' => this with { FullName = value },
        'N' => this with { Notify = ReadNotify(value) },
        'R' => this with
        {
            Return = value.ToUpperInvariant() switch
            {
                "FULL" => ReturnContent.Full,
                "HDRS" => ReturnContent.Headers,
                _ => throw new UserErrorException($"sendmail -R is full or hdrs, not '{value}'."),
            }
        },
        'V' => this with { EnvelopeId = value },
        'o' => value == "i" ? this with { IgnoreDots = true } : this,
        'n' or 'U' or 'm' or 'G' or 'h' or 'L' or 'p' or 'X' or 'O' or 'A' or 'd' => this, // Of no meaning here.
        'B' => this,                                                                            // Looked up in the message itself.
        'b' when value is "m" => this,
        'b' => throw new UserErrorException($"sendmail -b{value} is another program's work: this one only sends."),
        'C' or 'q' => throw new UserErrorException($"sendmail -{letter} is not known here: the queue is 'smtp queue', the configuration --config."),
        _ => throw new InvalidOperationException($"Nobody reads -{letter}."),
    };

    private static Notify ReadNotify(string text) => text.Split(',').Aggregate(Notify.Unspecified, (all, word) =>
        all | (Enum.TryParse<Notify>(word, ignoreCase: true, out var one) && one != Notify.Unspecified
            ? one
            : throw new UserErrorException($"sendmail -N is never, or a list of success, failure and delay; not '{text}'.")));
}
