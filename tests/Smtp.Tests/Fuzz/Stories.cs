using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;
using Smtp.Tests.Grammar;

namespace Smtp.Tests.Fuzz;

/// <summary>Made-up sessions: whole conversations that make sense, and then what does not, anywhere in them.</summary>
internal static class Stories
{
    /// <summary>The server's part of SCRAM's nonce, and the keys of everybody.</summary>
    public const string Nonce = "server";

    private static readonly byte[] ClientKey = new byte[32];

    public static readonly ScramKeys Keys = new(
        new Secret("salt"), 4096, new Secret(SHA256.HashData(ClientKey)), new Secret(new byte[32]));

    private static readonly Gen<Settings> AnySettings = Gen.Select(
        Gen.Frequency((4, Gen.Const(Role.Mx)), (1, Gen.Const(Role.Submission)), (2, Gen.Const(Role.Lmtp))),
        Gen.Enum<TlsMode>(), Gen.Bool, Gen.Frequency((3, Gen.Const(1023)), (1, Gen.Int[0, 1023])),
        Gen.Enum<BareLineEndings>(), Gen.Int[0, 2],
        (role, tls, required, extensions, bare, size) => new Settings
        {
            Role = role,
            Tls = tls,
            TlsRequired = required && tls != TlsMode.None,
            PlaintextAuth = PlaintextAuth.Loopback,
            Extensions = (ExtensionSet)extensions,
            BareLineEndings = bare,
            Mechanisms = Prelude.Seq(Mechanism.ScramSha256, Mechanism.Plain, Mechanism.Login),
            Limits = size switch
            {
                0 => new Limits { MessageSize = 200, Recipients = 2, Transactions = 2, Errors = 3, Junk = 4, Chunks = 2 },
                1 => new Limits { CommandLine = 64, SaslLine = 100, Recipients = 3, TextLine = 40 },
                _ => new Limits(),
            },
        });

    private static readonly Gen<byte[]> Spoken = Gen.OneOf(Generate.Command, Generate.Command, Generate.Sasl).Select(Line);

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Spoken, Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 2], (line, at, octet, kind) => (kind, at % line.Length) switch
        {
            (0, var here) => (byte[])[.. line[..here], octet, .. line[(here + 1)..]],
            (1, var here) => [.. line[..here], octet, .. line[here..]],
            (_, var here) => [.. line[..here], .. line[(here + 1)..]],
        });

    private static readonly Gen<byte[]> Long = Gen.Select(
        Gen.OneOf("MAIL FROM:<", "NOOP ", "AUTH PLAIN ", "EHLO ", ""), Gen.Int[40, 13_000],
        (start, length) => Bytes(start + new string('a', length) + "\r\n"));

    private static readonly Gen<byte[]> Noise = Gen.Frequency(
        (5, Spoken), (3, Mutated), (2, Gen.Byte.Array[0, 80]), (1, Long),
        (2, Gen.OneOf(
            "\r\n", "\n", "\r", "\0\r\n", ".\r\n", "\r\n.\r\n", "RSET\r\n", "STARTTLS\r\n", "DATA\r\n", "*\r\n", "=\r\n",
            "GET / HTTP/1.1\r\n", "\x16\x03\x01", "BDAT 3\r\nabc", "BDAT 0 LAST\r\n", "AUTH LOGIN\r\n").Select(Bytes)));

    private static readonly Gen<byte[][]> Hello = Gen.Select(
        Gen.OneOf("EHLO", "EHLO", "EHLO", "LHLO", "HELO"),
        Gen.OneOf(Gen.Const("client.example"), Generate.Client.Select(name => name.ToString())),
        (verb, name) => new[] { Bytes($"{verb} {name}\r\n") });

    private static readonly Gen<byte[][]> Auth = Gen.OneOf(
        Gen.Const(new[] { Bytes("AUTH PLAIN AGEAYg==\r\n") }),
        Gen.Const(new[] { Bytes("AUTH LOGIN\r\n"), Bytes("dXNlcg==\r\n"), Bytes("cGFzcw==\r\n") }),
        Gen.Select(Gen.OneOf(Gen.Int[1, 60], Gen.Int[1, 3000]), Gen.Bool, (nonce, right) => Scram(new string('n', nonce), right)));

    private static readonly Gen<byte[]> Content = Gen.Select(
        Gen.OneOf("Subject: x\r\n", "\r\n", ".\r\n.", "..\r\n", "text\r\n", "\n", "\r", ".", "\n.\n", "\r.\r", "\0", "ä\r\n",
            "a line that goes on and on and on and on and on\r\n").Array[0, 12],
        Gen.Bool, (pieces, ends) => Bytes(string.Concat(pieces) + (ends ? "\r\n.\r\n" : "\r\n.\r\n.\r\n")));

    private static readonly Gen<byte[][]> Chunks = Gen.Byte.Array[0, 60].Array[1, 4].Select(chunks =>
        chunks.Select((chunk, i) => (byte[])[.. Bdat(chunk.Length, i == chunks.Length - 1), .. chunk]).ToArray());

    private static readonly Gen<byte[]> Mail = Gen.OneOf(
        Gen.OneOf("MAIL FROM:<a@b>\r\n", "MAIL FROM:<> BODY=BINARYMIME\r\n", "MAIL FROM:<ü@b> SMTPUTF8\r\n").Select(Bytes),
        Generate.Mail.Select(Line));

    private static readonly Gen<byte[]> Rcpt = Gen.OneOf(
        Gen.OneOf("RCPT TO:<a@b>\r\n", "RCPT TO:<postmaster>\r\n").Select(Bytes), Generate.Rcpt.Select(Line));

    private static readonly Gen<byte[][]> Transaction = Gen.Select(
        Mail, Rcpt.Array[1, 4], Gen.OneOf(Content.Select(content => new[] { Bytes("DATA\r\n"), content }), Chunks),
        (mail, rcpt, content) => (byte[][])[mail, .. rcpt, .. content]);

    private static readonly Gen<byte[][]> StartTls = Hello.Select(hello => (byte[][])[Bytes("STARTTLS\r\n"), .. hello]);

    /// <summary>What the client says, as far as it makes sense.</summary>
    private static readonly Gen<byte[][]> Dialog = Gen.Select(
        Hello, Maybe(StartTls), Maybe(Auth), Transaction.Array[0, 3], Gen.Bool,
        (hello, tls, auth, mail, quits) => (byte[][])
            [.. hello, .. tls, .. auth, .. mail.SelectMany(one => one), Bytes(quits ? "QUIT\r\n" : "NOOP\r\n")]);

    /// <summary>Any story.</summary>
    public static readonly Gen<Story> Any = Gen.Select(
        AnySettings, Dialog, Gen.Select(Noise, Gen.Byte).Array[0, 4], Whims, Whims, Whims, Tell);

    private static Gen<byte[]> Whims => Gen.Byte.Array[1, 24];

    private static Story Tell(Settings settings, byte[][] dialog, (byte[], byte)[] noise, byte[] whims, byte[] answers, byte[] cuts)
    {
        var said = dialog.ToList();
        foreach (var (octets, at) in noise) said.Insert(at % (said.Count + 1), octets);
        var turns = new List<Turn>();
        for (var i = 0; i < said.Count; i++)
        {
            var whim = whims[i % whims.Length];
            if (whim < 4) continue;                           // left out
            if (whim == 4) turns.Add(new Turn.Sleeps());
            if (whim == 5) turns.Add(new Turn.Stops());
            if (whim >= 192 && turns is [.., Turn.Sends before]) turns[^1] = new Turn.Sends([.. before.Octets, .. said[i]]);
            else turns.Add(new Turn.Sends(said[i]));
        }
        return new Story(settings, [.. turns], answers, cuts);
    }

    private static Gen<byte[][]> Maybe(Gen<byte[][]> gen) => Gen.Frequency((1, Gen.Const(Array.Empty<byte[]>())), (1, gen));

    /// <summary>SCRAM as a client that knows the key does it, or one that only thinks so (RFC 5802 §3).</summary>
    private static byte[][] Scram(string nonce, bool right)
    {
        var (bare, final) = ($"n=user,r={nonce}", $"c=biws,r={nonce}{Nonce}");
        var message = Bytes($"{bare},r={nonce}{Nonce},s={Convert.ToBase64String("salt"u8)},i=4096,{final}");
        var proof = HMACSHA256.HashData(Keys.StoredKey.Reveal(), message);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= right ? ClientKey[i] : (byte)1;
        var last = Base64($"{final},p={Convert.ToBase64String(proof)}");
        return [Bytes("AUTH SCRAM-SHA-256\r\n"), Base64($"n,,{bare}"), last, Bytes("=\r\n")];
    }

    private static byte[] Bdat(int size, bool last) => Bytes($"BDAT {size}{(last ? " LAST" : "")}\r\n");

    private static byte[] Base64(string text) => Bytes(Convert.ToBase64String(Bytes(text)) + "\r\n");

    private static byte[] Line(Command command) => Bytes(CommandWriter.Write(command) + "\r\n");

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
