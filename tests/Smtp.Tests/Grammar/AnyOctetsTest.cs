using System.Text;
using CsCheck;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Grammar;

/// <summary>Whatever octets come, they are a command or a mistake that has a name.</summary>
public sealed class AnyOctetsTest
{
    // Where the grammars branch; mutations aim there.
    private static readonly byte[] Turns =
        [.. "<>@:,=;+\\\"[].- *xX0a{}"u8, 0x00, 0x09, 0x0a, 0x0d, 0x7f, 0x80, 0xc3, 0xa4, 0xe2, 0xf0, 0xff];

    private static readonly Gen<byte[]> Random = Gen.Byte.Array[0, 100];

    private static readonly Gen<byte[]> RandomArguments = Gen.Select(
        Gen.OneOf("MAIL FROM:", "MAIL FROM:<", "RCPT TO:", "RCPT TO:<", "EHLO ", "EHLO [", "EHLO [IPv6:", "AUTH ", "BDAT ",
            "VRFY ",
            "MAIL FROM:<> ", "RCPT TO:<a@b> ORCPT=", "RCPT TO:<a@b> ORCPT=utf-8;", "MAIL FROM:<> AUTH="),
        Gen.OneOf(Random, Gen.OneOf(Turns).Array[0, 30]),
        (start, rest) => (byte[])[.. Encoding.ASCII.GetBytes(start), .. rest]);

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Generate.Command.Select(command => Encoding.UTF8.GetBytes(CommandWriter.Write(command))),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 10_000], Gen.OneOf(Gen.OneOf(Turns), Gen.Byte)).Array[1, 4],
        (line, edits) => edits.Aggregate(line, Edit));

    [Theory]
    [InlineData(LineKind.Command)]
    [InlineData(LineKind.Sasl)]
    public void Random_octets(LineKind due) => Random.Sample(line => HasAName(line, due), iter: 10_000);

    [Fact]
    public void Random_arguments() => RandomArguments.Sample(line => HasAName(line, LineKind.Command), iter: 20_000);

    [Fact]
    public void Commands_with_octets_changed() => Mutated.Sample(line => HasAName(line, LineKind.Command), iter: 20_000);

    [Fact]
    public void What_is_read_is_written_so_that_it_is_read_again() =>
        Gen.OneOf(Mutated, RandomArguments).Sample(line =>
        {
            if (CommandGrammar.Read(line, LineKind.Command, Reading.NoLimits).Case is Command command)
                Assert.Equal(command, Reading.Read(CommandWriter.Write(command)));
        }, iter: 20_000);

    [Fact]
    public void A_control_character_is_never_part_of_an_address() =>
        Gen.Select(Generate.Mailbox, Gen.OneOf('\0', '\t', '\n', '\r', '\x1f', '\x7f', '\x85'), Gen.Int[0, 1_000])
            .Sample((mailbox, control, at) =>
            {
                var text = mailbox.ToString();
                Assert.True(Mailboxes.Parse(text.Insert(at % (text.Length + 1), control.ToString())).IsNone);
            }, iter: 5_000);

    private static bool HasAName(byte[] line, LineKind due) =>
        CommandGrammar.Read(line, due, Reading.NoLimits) switch
        {
            { IsBottom: true } => false,
            { Case: Command } => true,
            { Case: SyntaxError error } => Enum.IsDefined(error),
            _ => false,
        };

    private static byte[] Edit(byte[] line, (int Kind, int At, byte Octet) edit)
    {
        var at = edit.At % (line.Length + 1);
        return edit.Kind switch
        {
            0 => [.. line[..at], edit.Octet, .. line[at..]],
            1 => [.. line[..at], .. line[Math.Min(at + 1, line.Length)..]],
            2 => [.. line[..at], edit.Octet, .. line[Math.Min(at + 1, line.Length)..]],
            _ => line[..at],
        };
    }
}
