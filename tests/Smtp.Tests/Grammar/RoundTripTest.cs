using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Grammar;

/// <summary>What is printed is read as itself.</summary>
public sealed class RoundTripTest
{
    private const int Often = 5_000;

    [Fact]
    public void A_mailbox() => Generate.Mailbox.Sample(mailbox => Mailboxes.Parse(mailbox.ToString()) == mailbox, iter: Often);

    [Fact]
    public void A_local_part_that_needs_quotes() =>
        Generate.Text(15).Select(text => new Mailbox(new LocalPart(text), new HostName.Named(new DomainName("example.org"))))
            .Sample(mailbox => Mailboxes.Parse(mailbox.ToString()) == mailbox, iter: Often);

    [Fact]
    public void A_domain_name() => Generate.DomainName.Sample(name => DomainNames.Parse(name.Text) == name, iter: Often);

    [Fact]
    public void An_address_literal() =>
        Generate.AddressLiteral.Select(literal => (HostName)new HostName.Literal(literal))
            .Sample(host => HostNames.Parse(host.ToString()) == host, iter: Often);

    [Fact]
    public void A_host_name() => Generate.Client.Sample(host => HostNames.Parse(host.ToString()) == host, iter: Often);

    [Fact]
    public void A_reverse_path() => Generate.ReversePath.Sample(
        path => ReversePaths.Parse(path.ToString()) == path && ReversePaths.Parse(path.Address) == path, iter: Often);

    [Fact]
    public void A_forward_path() => Generate.ForwardPath.Sample(
        path => ForwardPaths.Parse(path.ToString()) == path && ForwardPaths.Parse(path.Address) == path, iter: Often);

    [Fact]
    public void Xtext_of_any_text() => Generate.Text(60).Sample(text => Xtext.Decode(Xtext.Encode(text)) == text, iter: Often);

    [Fact]
    public void Every_command() => Generate.Command.Sample(
        command => Assert.Equal(command, Reading.Read(CommandWriter.Write(command))), iter: 4 * Often);

    // Commands without parameters would come back unharmed from a grammar that loses them.
    [Fact]
    public void Parameters_are_among_what_is_tried()
    {
        var mail = Generate.Mail.Array[200].Single().Cast<Command.Mail>().SelectMany(command => command.Parameters);
        var rcpt = Generate.Rcpt.Array[200].Single().Cast<Command.Rcpt>().SelectMany(command => command.Parameters);
        Assert.Equal(
            ["Auth", "Body", "EnvelopeId", "Invalid", "Notification", "Original", "RequireTls", "Return", "Size", "SmtpUtf8",
                "Unknown"],
            mail.Concat(rcpt).Select(parameter => parameter.GetType().Name).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_SASL_line() => Generate.Sasl.Sample(
        command => Assert.Equal(command, Reading.Read(CommandWriter.Write(command), LineKind.Sasl)), iter: Often);

    [Fact]
    public void Verbs_and_keywords_in_any_case() => Generate.Command.Where(command => command is Command.Mail or Command.Rcpt)
        .Sample(command =>
        {
            var line = CommandWriter.Write(command);
            var end = line.IndexOf(':', StringComparison.Ordinal);
            Assert.Equal(command, Reading.Read(line[..end].ToLowerInvariant() + line[end..]));
        }, iter: Often);
}
