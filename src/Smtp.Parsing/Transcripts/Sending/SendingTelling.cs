using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Parsing.Grammar;

namespace Smtp.Parsing.Transcripts.Sending;

/// <summary>What a client's transcript says of a step: its output lines.</summary>
internal static class SendingTelling
{
    /// <summary>What the client says.</summary>
    public static IEnumerable<string> Tell(Seq<Command> commands, bool masked) => commands.Map(command => ("C: " + (masked ? Masked(command) : CommandWriter.Write(command))).TrimEnd());

    /// <summary>Content that the client sends.</summary>
    public static string Tell(ClientWant.Content content) => content.Form is ContentForm.Nothing
        ? "C: ."
        : string.Create(CultureInfo.InvariantCulture, $"C= {content.Message.Size} octets");

    /// <summary>What became of a message, and that the client has closed the connection.</summary>
    public static IEnumerable<string> Tell(ClientState before, ClientState after)
    {
        if (after is ClientState.Settled { Last.Case: Handover handover } && !ReferenceEquals(before, after) && !(before is ClientState.Settled { Last.Case: Handover told } && ReferenceEquals(told, handover)))
            foreach (var (recipient, outcome) in handover.Each) yield return Tell(recipient, outcome);
        if (after is ClientState.Closed closed && before is not ClientState.Closed) yield return $"=> closed, {Spelled(closed.Ending)}";
    }

    private static string Tell(Recipient recipient, Outcome outcome)
    {
        var word = outcome switch
        {
            Outcome.Delivered { ReportsPassedOn: true } => "delivered, reports passed on",
            Outcome.Delivered => "delivered",
            Outcome.Deferred => "deferred",
            Outcome.Failed => "failed",
            _ => throw new InvalidOperationException($"No word for {outcome.GetType().Name}."),
        };
        return $"=> {recipient.Path} {word}: {outcome.Diagnosis.Status} {outcome.Diagnosis.Text}".TrimEnd();
    }

    private static string Masked(Command command) => command switch
    {
        Command.Auth { Initial.IsSome: true } auth => $"AUTH {auth.Mechanism} ********",
        Command.SaslResponse { Response.Length: > 0 } => "********",
        _ => CommandWriter.Write(command),
    };

    private static string Spelled(ClientEnding ending) =>
        string.Concat(ending.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
