using System.Globalization;
using Pidgin;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>A line, its CRLF taken off, read as a command (RFC 5321 §4.1.1, §4.1.2, and the extensions' RFCs).</summary>
/// <remarks>Any octets at all are read, as a command or as what is wrong with them; nothing is thrown.</remarks>
public static class CommandGrammar
{
    // A grammar fails where the arguments are wrong, and gives null where that part of them is wrong for which there is an
    // answer of its own: a path, base64.

    // ehlo = "EHLO" SP ( Domain / address-literal ) CRLF
    // helo = "HELO" SP Domain CRLF
    // lhlo = "LHLO" SP Domain CRLF                                  ; RFC 2033 §4.1
    private static readonly Parser<byte, Command?> Helo = Hello(static name => new Command.Helo(name));
    private static readonly Parser<byte, Command?> Ehlo = Hello(static name => new Command.Ehlo(name));
    private static readonly Parser<byte, Command?> Lhlo = Hello(static name => new Command.Lhlo(name));

    // mail = "MAIL FROM:" Reverse-path [SP Mail-parameters] CRLF
    private static readonly Parser<byte, Command?> Mail = Parser.Map(
            static (spaces, path, parameters) => path is null ? (Command?)null : new Command.Mail(path, parameters, spaces > 0),
            Word("FROM:").Then(Spaces),
            ReversePaths.OrNull,
            ParameterGrammar.OfMail)
        .Before(Parser<byte>.End);

    // rcpt = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters] CRLF
    private static readonly Parser<byte, Command?> Rcpt = Parser.Map(
            static (spaces, path, parameters) => path is null ? (Command?)null : new Command.Rcpt(path, parameters, spaces > 0),
            Word("TO:").Then(Spaces),
            ForwardPaths.OrNull,
            ParameterGrammar.OfRcpt)
        .Before(Parser<byte>.End);

    // RFC 3030 §2:
    // bdat-cmd   = "BDAT" SP chunk-size [ SP end-marker ] CR LF
    // chunk-size = 1*DIGIT
    // end-marker = "LAST"
    private static readonly Parser<byte, Command?> Bdat = Parser.Map(
            static (size, last) => (Command?)new Command.Bdat(size, last.HasValue),
            Run(Set(Digit), static (ReadOnlySpan<byte> digits, out long size) =>
                long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out size)),
            Gap.Then(Word("LAST")).Optional())
        .Before(Parser<byte>.End);

    private static readonly Command Data = new Command.Data();
    private static readonly Command StartTls = new Command.StartTls();
    private static readonly Command Rset = new Command.Rset();
    private static readonly Command Noop = new Command.Noop();
    private static readonly Command Help = new Command.Help();
    private static readonly Command Quit = new Command.Quit();

    /// <summary>Reads one line by the grammar that is due.</summary>
    /// <param name="line">The line without its CRLF.</param>
    /// <param name="due">A command, or a line of a SASL exchange.</param>
    /// <param name="limits">How many octets the line may have, CRLF counted.</param>
    public static Either<SyntaxError, Command> Read(ReadOnlySpan<byte> line, LineKind due, LineLimits limits)
    {
        var length = line.Length + 2;
        if (due == LineKind.Sasl)
            return length > limits.Sasl ? SyntaxError.SaslLineTooLong : SaslGrammar.ReadLine(line.Trim((byte)' '));

        var verb = Verbs.Of(line, out var arguments);
        return verb switch
        {
            Verb.Foreign => SyntaxError.ForeignProtocol,
            Verb.Mail => length > limits.Mail ? SyntaxError.LineTooLong : Parse(Mail, arguments, SyntaxError.BadReversePath),
            Verb.Rcpt => length > limits.Rcpt ? SyntaxError.LineTooLong : Parse(Rcpt, arguments, SyntaxError.BadForwardPath),
            Verb.Auth => length > limits.Sasl
                ? SyntaxError.SaslLineTooLong
                : Parse(SaslGrammar.Auth, arguments, SyntaxError.BadBase64),
            _ when length > limits.Command => SyntaxError.LineTooLong,
            Verb.Ehlo => Parse(Ehlo, arguments),
            Verb.Helo => Parse(Helo, arguments),
            Verb.Lhlo => Parse(Lhlo, arguments),
            Verb.Bdat => Parse(Bdat, arguments),
            // data = "DATA" CRLF, and so the next four
            Verb.Data => Alone(Data, arguments),
            Verb.Rset => Alone(Rset, arguments),
            Verb.Quit => Alone(Quit, arguments),
            Verb.StartTls => Alone(StartTls, arguments),
            // noop = "NOOP" [ SP String ] CRLF, whose parameter means nothing
            Verb.Noop => Noop,
            // help = "HELP" [ SP String ] CRLF
            Verb.Help => Help,
            // vrfy = "VRFY" SP String CRLF
            // expn = "EXPN" SP String CRLF
            // A String is an Atom or a Quoted-string; people send addresses and names, and all of it is kept.
            Verb.Vrfy => Text.Read(arguments) is { Length: > 0 } name ? new Command.Vrfy(name) : SyntaxError.BadArguments,
            Verb.Expn => Text.Read(arguments) is { Length: > 0 } list ? new Command.Expn(list) : SyntaxError.BadArguments,
            Verb.Absent => SyntaxError.NotImplemented,
            Verb.Unknown => SyntaxError.UnknownCommand,
            _ => throw new InvalidOperationException($"No grammar for {verb}."),
        };
    }

    private static Parser<byte, Command?> Hello(Func<Domain.Mail.HostName, Command?> command) =>
        HostNames.OfClient.Map(command).Before(Parser<byte>.End);

    private static Either<SyntaxError, Command> Parse(
        Parser<byte, Command?> grammar, ReadOnlySpan<byte> arguments, SyntaxError otherwise = SyntaxError.BadArguments)
    {
        var result = grammar.Parse(arguments);
        if (!result.Success) return SyntaxError.BadArguments;
        return result.Value is { } command ? command : otherwise;
    }

    private static Either<SyntaxError, Command> Alone(Command command, ReadOnlySpan<byte> arguments) =>
        arguments.IsEmpty ? command : SyntaxError.BadArguments;
}
