using System.Net;
using System.Text;
using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Tests.Grammar;

/// <summary>Random values of everything that can stand in a command, each of which its grammar takes.</summary>
public static class Generate
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string AtomText = Letters + Digits + "!#$%&'*+-/=?^_`{|}~";
    private static readonly string Printable = string.Concat(Enumerable.Range(0x20, 0x5f).Select(code => (char)code));
    private static readonly string Graphic = Printable[1..];

    /// <summary>A character beyond ASCII: of two, three and four octets in UTF-8.</summary>
    public static Gen<string> Unicode { get; } =
        Gen.OneOf("ä", "é", "ß", "δ", "я", "ü", "例", "え", "한", "ก", "𝒳", "😀", "𐍈", "\u00a1", "\ud7ff", "\ue000", "\U0010fffd");

    /// <summary>Printable ASCII, spaces, quotes and backslashes among it.</summary>
    public static Gen<string> Ascii(int most) => Gen.String[Gen.Char[Printable], 1, most];

    /// <summary>Text of any printable characters.</summary>
    public static Gen<string> Text(int most) =>
        Gen.OneOf(Unicode, Gen.Char[Printable].Select(character => character.ToString())).Array[1, most].Select(string.Concat);

    public static Gen<LocalPart> LocalPart { get; } =
        Gen.OneOf(
            Gen.String[Gen.Char[AtomText], 1, 15].Array[1, 4].Select(atoms => string.Join('.', atoms)),
            Gen.OneOf(Unicode, Gen.String[Gen.Char[AtomText], 1, 5]).Array[1, 10].Select(string.Concat),
            Ascii(64),
            Text(40),
            Gen.OneOf("", ".", "..", "a.", ".a", "\"", "\\", "@", " ", "a b", "<>", "postmaster", new string('\\', 64)))
        .Where(text => Domain.Mail.LocalPart.IsValid(text))
        .Select(text => new LocalPart(text));

    public static Gen<DomainName> DomainName { get; } =
        Gen.OneOf(Label("-"), Label("-"), UnicodeLabel).Array[1, 6].Select(labels => string.Join('.', labels))
            .Where(text => Domain.Mail.DomainName.IsValid(text))
            .Select(text => new DomainName(text));

    /// <summary>What a client may call itself; underscores among it.</summary>
    public static Gen<DomainName> ClientName { get; } =
        Label("-_").Array[1, 4].Select(labels => new DomainName(string.Join('.', labels)));

    public static Gen<IPAddress> IPv4 { get; } = Gen.Byte.Array[4].Select(octets => new IPAddress(octets));

    /// <summary>Addresses with runs of zeros, which is where their text becomes difficult.</summary>
    public static Gen<IPAddress> IPv6 { get; } =
        Gen.OneOf(
            Gen.OneOf(Gen.Const<ushort>(0), Gen.Const<ushort>(0xffff), Gen.Const<ushort>(0x5efe), Gen.UShort).Array[8]
                .Select(groups => new IPAddress(groups.SelectMany(group => new[] { (byte)(group >> 8), (byte)group }).ToArray())),
            IPv4.Select(address => address.MapToIPv6()));

    public static Gen<AddressLiteral> AddressLiteral { get; } = Gen.OneOf(
        Gen.OneOf(IPv4, IPv6).Select(address => (AddressLiteral)new AddressLiteral.Ip(address)),
        Gen.Select(
            Label("-").Where(tag => !tag.Equals("IPv6", StringComparison.OrdinalIgnoreCase)),
            Gen.String[Gen.Char[Graphic.Replace("[", "").Replace("]", "").Replace("\\", "")], 1, 40],
            (tag, content) => (AddressLiteral)new AddressLiteral.General(tag, content)));

    public static Gen<HostName> HostName { get; } = Gen.Frequency(
        (3, DomainName.Select(name => (HostName)new HostName.Named(name))),
        (1, AddressLiteral.Select(literal => (HostName)new HostName.Literal(literal))));

    /// <summary>What may follow EHLO.</summary>
    public static Gen<HostName> Client { get; } =
        Gen.OneOf(HostName, ClientName.Select(name => (HostName)new HostName.Named(name)));

    public static Gen<Mailbox> Mailbox { get; } =
        Gen.Select(LocalPart, HostName, (local, host) => new Mailbox(local, host))
            .Where(mailbox => Encoding.UTF8.GetByteCount(mailbox.ToString()) <= 254);

    public static Gen<ReversePath> ReversePath { get; } = Gen.Frequency(
        (1, Gen.Const<ReversePath>(Domain.Mail.ReversePath.Null.Path)),
        (5, Mailbox.Select(mailbox => (ReversePath)new ReversePath.Of(mailbox))));

    public static Gen<ForwardPath> ForwardPath { get; } = Gen.Frequency(
        (1, Gen.Const<ForwardPath>(Domain.Mail.ForwardPath.Postmaster.Path)),
        (5, Mailbox.Select(mailbox => (ForwardPath)new ForwardPath.Of(mailbox))));

    public static Gen<OriginalRecipient> OriginalRecipient { get; } = Gen.OneOf(
        Gen.Select(Gen.OneOf("rfc822", "x400", "unknown"), Ascii(120), (type, address) => new OriginalRecipient(type, address)),
        Text(100).Select(address => new OriginalRecipient("utf-8", address)));

    /// <summary>A parameter of MAIL: known, unknown or wrong.</summary>
    public static Gen<Parameter> MailParameter { get; } = Gen.OneOf(
        Gen.Long[0, long.MaxValue].Select(octets => (Parameter)new Parameter.Size(octets)),
        Gen.Enum<BodyType>().Select(type => (Parameter)new Parameter.Body(type)),
        Gen.Const((Parameter)new Parameter.SmtpUtf8()),
        Gen.Enum<ReturnContent>().Select(content => (Parameter)new Parameter.Return(content)),
        Ascii(100).Select(id => (Parameter)new Parameter.EnvelopeId(id)),
        Mailbox.Select(mailbox => (Parameter)new Parameter.Auth(mailbox)),
        Gen.Const((Parameter)new Parameter.Auth(Option<Mailbox>.None)),
        Gen.Const((Parameter)new Parameter.RequireTls()),
        Unknown("NOTIFY", "ORCPT", "XWHAT", "8BITMIME"),
        Invalid("SIZE", "RET", "BODY", "ENVID", "AUTH"),
        Gen.OneOf("SIZE=", "smtputf8=yes", "REQUIRETLS=1", "body=9BIT", "RET=SOME", "AUTH=me", "ENVID=+0A")
            .Where(text => !text.EndsWith('=')).Select(text => text.Split('='))
            .Select(parts => (Parameter)new Parameter.Invalid(parts[0], parts[1])));

    /// <summary>A parameter of RCPT: known, unknown or wrong.</summary>
    public static Gen<Parameter> RcptParameter { get; } = Gen.OneOf(
        Gen.OneOf(Gen.Const(Notify.Never), Gen.Int[1, 7].Select(bits => (Notify)(bits << 1)))
            .Select(notify => (Parameter)new Parameter.Notification(notify)),
        OriginalRecipient.Select(recipient => (Parameter)new Parameter.Original(recipient)),
        Unknown("SIZE", "BODY", "RRVS", "x-what"),
        Invalid("NOTIFY", "ORCPT"),
        Gen.OneOf("NEVER,DELAY", "DELAY,DELAY", "DELAY,", "ALWAYS")
            .Select(value => (Parameter)new Parameter.Invalid("notify", value)));

    public static Gen<Secret> Secret { get; } = Gen.Byte.Array[0, 60].Select(octets => new Secret(octets));

    public static Gen<Command> Mail { get; } = Gen.Select(ReversePath, MailParameter.Array[0, 5], Gen.Bool,
        (path, parameters, lenient) => (Command)new Command.Mail(path, Prelude.toSeq(parameters).Strict(), lenient));

    public static Gen<Command> Rcpt { get; } = Gen.Select(ForwardPath, RcptParameter.Array[0, 4], Gen.Bool,
        (path, parameters, lenient) => (Command)new Command.Rcpt(path, Prelude.toSeq(parameters).Strict(), lenient));

    /// <summary>Everything that a client can speak, but the lines of a SASL exchange.</summary>
    public static Gen<Command> Command { get; } = Gen.OneOf(
        Mail, Mail, Rcpt, Rcpt,
        Client.Select(name => (Command)new Command.Helo(name)),
        Client.Select(name => (Command)new Command.Ehlo(name)),
        Client.Select(name => (Command)new Command.Lhlo(name)),
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Bool, (size, last) => (Command)new Command.Bdat(size, last)),
        Gen.Select(Mechanism, Secret, Gen.Bool,
            (mechanism, initial, has) => (Command)new Command.Auth(mechanism, has ? initial : Option<Secret>.None)),
        Text(60).Where(IsTrimmed).Select(name => (Command)new Command.Vrfy(name)),
        Text(60).Where(IsTrimmed).Select(list => (Command)new Command.Expn(list)),
        Gen.OneOf<Command>(new Command.Data(), new Command.StartTls(), new Command.Rset(), new Command.Noop(),
            new Command.Help(), new Command.Quit()));

    /// <summary>The lines of a SASL exchange.</summary>
    public static Gen<Command> Sasl { get; } = Gen.Frequency(
        (9, Secret.Select(response => (Command)new Command.SaslResponse(response))),
        (1, Gen.Const((Command)new Command.SaslCancel())));

    private static Gen<string> Mechanism => Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"], 1, 20];

    private static Gen<string> UnicodeLabel => Gen.OneOf(Unicode, Label("-")).Array[1, 4].Select(string.Concat)
        .Where(label => label.EnumerateRunes().Count() <= 59);

    private static Gen<string> Label(string inner) => Gen.OneOf(
        Gen.Char[Letters + Digits].Select(character => character.ToString()),
        Gen.Select(Gen.Char[Letters + Digits], Gen.String[Gen.Char[Letters + Digits + inner], 0, 61], Gen.Char[Letters + Digits],
            (first, middle, last) => $"{first}{middle}{last}"));

    private static Gen<Parameter> Unknown(params string[] keywords) => Gen.Select(
        Gen.OneOf(keywords),
        Gen.String[Gen.Char[Graphic.Replace("=", "")], 1, 30],
        Gen.Bool,
        (keyword, value, has) => (Parameter)new Parameter.Unknown(keyword, has ? value : Option<string>.None));

    private static Gen<Parameter> Invalid(params string[] withoutValue) =>
        Gen.OneOf(withoutValue).Select(keyword => (Parameter)new Parameter.Invalid(keyword, Option<string>.None));

    private static bool IsTrimmed(string text) => text[0] != ' ' && text[^1] != ' ';
}
