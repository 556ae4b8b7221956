using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Tests.Recording;

/// <summary>A client that mostly wants to send mail, and a world that mostly lets it, both as a list of numbers decides.</summary>
internal sealed class RandomWorld(int[] choices, bool earlyTalkersWelcome) : IWorld
{
    public const string Password = "wonder-land";

    /// <summary>What a client gives as its name that was meant to be the password.</summary>
    public const string Mistake = "looking-glass";

    /// <summary>Somebody who may log in.</summary>
    public const string Known = "alice";

    private static readonly TimeSpan[] Delays =
        [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(173.4), TimeSpan.FromSeconds(3.25),
            TimeSpan.FromMinutes(4.99), TimeSpan.FromMinutes(20), TimeSpan.FromDays(20)];

    private static readonly byte[] Salt = SHA256.HashData("salt"u8)[..16];

    private readonly Queue<byte[]> _pieces = new();
    private int _drawn;
    private int _ids;
    private string _clientFirst = "";

    public TimeSpan Now { get; private set; }

    public bool HasStorage => Draw(12) > 0;

    public Happening Next(State state, Seq<Reply> said)
    {
        Now += Delays[Draw(Delays.Length)];
        if (_drawn >= choices.Length) return new Happening.Instead(new Command.Lost());
        if (Draw(25) == 0)
        {
            return new Happening.Instead(Draw(3) switch
            {
                0 => new Command.Lost(),
                1 => new Command.Stopping(),
                _ => new Command.TimedOut(),
            });
        }
        if (state.Wants is Want.Handshake) return Draw(6) == 0 ? new Happening.Octets([]) : new Happening.Tls(Draw(2) == 0 ? "TLSv1.2" : "TLSv1.3");
        if (_pieces.Count == 0)
        {
            var octets = Encoding.Latin1.GetBytes(Speak(state, said));
            // However the network cuts it.
            while (octets.Length > 1 && Draw(4) == 0)
            {
                var cut = 1 + Draw(octets.Length - 1);
                _pieces.Enqueue(octets[..cut]);
                octets = octets[cut..];
            }
            _pieces.Enqueue(octets);
        }
        return new Happening.Octets(_pieces.Dequeue());
    }

    public byte[] Early() => earlyTalkersWelcome
        ? Encoding.Latin1.GetBytes(Draw1("", "", "EHLO early.example\r\n", "HELO early.example\r\nNOOP\r\n", "QUIT\r\n", "\r\n"))
        : [];

    public Command Answer(Question question)
    {
        if (question is Question.Connection && !earlyTalkersWelcome && Draw(15) == 0) return new Command.Desynchronised();
        return Decide(question) switch
        {
            // Nobody has that name.
            Command.Answered { Verdict: Verdict.Granted } when question is Question.Login { Credentials: Credentials.Password { User: Mistake or Password } } =>
                new Command.Answered(new Verdict.Refused(Reason.BadCredentials)),
            Command.Answered { Verdict: Verdict.Keys keys } when question is Question.Login { Credentials: Credentials.Scram { User: Mistake or Password } } =>
                new Command.Answered(keys with { Scram = Keys("somebody else's") }),
            var other => other,
        };
    }

    private Command Decide(Question question)
    {
        return Draw(20) switch
        {
            0 => new Command.TimedOut(),
            1 when Draw(3) == 0 => new Command.Lost(),
            1 when Draw(3) == 0 => new Command.Stopping(),
            2 => new Command.Answered(new Verdict.Refused((Reason)Draw(14))),
            3 => new Command.Answered(new Verdict.Deferred((Reason)Draw(14))),
            4 when Draw(4) == 0 => new Command.Answered(new Verdict.Accepted(NextId())),
            5 when Draw(4) == 0 => new Command.Answered(Verdict.Granted.Yes),
            _ => new Command.Answered(Usual(question)),
        };
    }

    private Verdict Usual(Question question) => question switch
    {
        Question.Accept { Client.Hello.Kind: HelloKind.Lhlo, Envelope.Recipients: var recipients } when Draw(2) == 0 =>
            new Verdict.Each(recipients.Map(_ => Draw(3) switch
            {
                0 => (Verdict)new Verdict.Deferred(Reason.MailboxFull),
                1 => new Verdict.Accepted(new QueueId("06h0ke10txbwff0k")),
                _ => new Verdict.Accepted(NextId()),
            }).Strict()),
        Question.Accept => new Verdict.Accepted(NextId()),
        Question.Login { Credentials: Credentials.Scram } => new Verdict.Keys(
            Keys(Draw(3) == 0 ? "somebody else's" : Password), "server-" + Draw(100).ToString(CultureInfo.InvariantCulture)),
        Question.Login { Credentials: Credentials.Password given } =>
            given.Secret.Equals(new Secret(Password)) ? Verdict.Granted.Yes : new Verdict.Refused(Reason.BadCredentials),
        _ => Verdict.Granted.Yes,
    };

    private QueueId NextId() => new(string.Create(CultureInfo.InvariantCulture, $"06h0ke{++_ids}"));

    private string Speak(State state, Seq<Reply> said)
    {
        if (Draw(8) == 0) return Nonsense();
        return state switch
        {
            State.Greeted => Draw(10) switch { 0 => "HELO client.example\r\n", 1 => "LHLO client.example\r\n", _ => Role(state) + Draw1("", "", "NOOP\r\n") },
            State.ReceivingContent => Body() + Draw1("", "", "NOOP\r\nRSET\r\n"),
            State.Authenticating at => Sasl(at.Exchange, said),
            State.Introduced { Client: var client } when state is State.Ready => Ready(client),
            State.Addressing or State.Unwanted => Draw1("RCPT TO:<bob@example.org>\r\n", "RCPT TO:<bob@example.org> NOTIFY=NEVER\r\nDATA\r\n", Chunks(), "RSET\r\n"),
            State.Addressed => Draw1("DATA\r\n", "RCPT TO:<postmaster>\r\nDATA\r\n", Chunks(), "QUIT\r\n"),
            State.BetweenChunks => Chunks(),
            _ => new string('x', 1 + Draw(40)) + "\r\n",
        };
    }

    private string Ready(Client client) => Draw(9) switch
    {
        0 => "STARTTLS\r\n" + Draw1("", "", "", "EHLO plaintext.example\r\n", "AUTH PLAIN " + Base64($"\0alice\0{Password}") + "\r\n"),
        1 or 2 when client.User.IsNone => Login(),
        3 => "QUIT\r\n" + Draw1("", "NOOP\r\n"),
        4 => Role(new State.Ready(client)),
        5 => "MAIL FROM:<alice@example.com> SIZE=100 BODY=BINARYMIME RET=HDRS ENVID=a+20b\r\nRCPT TO:<bob@example.org>\r\n" + Chunks(),
        6 => "MAIL FROM: <alice@example.com>\r\nRCPT TO:<bob@example.org>\r\nRCPT TO:<carl@example.org>\r\nDATA\r\n" + Draw1("", Body()),
        _ => "MAIL FROM:<alice@example.com>\r\n" + Draw1("", "RCPT TO:<bob@example.org>\r\nRCPT TO:<dora@example.org> ORCPT=rfc822;x+20y@example.org\r\n"),
    };

    private string Login() => Draw(9) switch
    {
        0 => $"auth plain {Base64($"\0alice\0{Password}")}\r\n",
        1 => $"AUTH PLAIN {Base64("alice\0alice\0" + Draw1("nothing-right", Password))}\r\n",
        2 => $"AUTH PLAIN\r\n{Draw1("", Base64($"\0bob\0{Password}") + "\r\n", Base64($"{Draw1("", Mistake, Password)}\0{Mistake}\0nothing-right") + "\r\n")}",
        3 => $"AUTH LOGIN {Base64(Draw1("alice", Mistake))}\r\n{Draw1("", Base64(Password) + "\r\n")}",
        4 => $"AUTH LOGIN\r\n{Draw1("", Base64("alice") + "\r\n" + Base64(Password) + "\r\n")}",
        5 => $"AUTH SCRAM-SHA-256 {Base64(First())}\r\n",
        6 => "AUTH SCRAM-SHA-256\r\n",
        7 => Draw1(
            $"AUTH CRAM-MD5 {Base64(Password)}\r\n{Base64(Password)}\r\n", "AUTH PLAIN =\r\n", "AUTH PLAIN /w==\r\n", $"AUTH PLAIN {Password}!\r\n",
            $"AUTH  PLAIN {Password}\r\n", $"AUTH PLAIN {Password} {Password}\r\n", $"AUTH {Password}-\r\n", "AUTH\r\n", $"AUTH PLAIN {Base64(Password)}\n",
            $" AUTH PLAIN {Base64(Password)}\r\n", $"AUTH PLAIN {Repeat(Base64(Password), 20)}\r\n", $"AUTH LOGIN {Base64("al\tice{}\\ ")}\r\n",
            $"AUTH PLAIN {Repeat(Base64(Password), 2000)}\r\n", $"PASS {Password}\r\n"),
        _ => $"AUTH PLAIN {Base64($"alice\0{Password}")}\r\n",
    };

    private string Sasl(Exchange exchange, Seq<Reply> said)
    {
        if (Draw(7) == 0)
        {
            return Draw1("*\r\n", "\r\n", "/w==\r\n", $"{Password}\r\n", $"{Base64(Password)}\n", $"{Repeat(Base64(Password), 2000)}\r\n",
                Base64("n,,m=x") + "\r\n", $"{Base64(Password)}\r\n", "=\r\n");
        }
        return Base64(exchange switch
        {
            Exchange.Plain => $"\0alice\0{Draw1(Password, Password, "nothing-right")}",
            Exchange.LoginUser => Draw1("älice {b64:}", Mistake, Known),
            Exchange.LoginPassword => Draw1(Password, Password, "nothing-right"),
            Exchange.ScramFirst => First(),
            Exchange.ScramFinal => Final(said),
            _ => "",
        }) + "\r\n";
    }

    private string First() => _clientFirst = Draw1(
        "n,,n=alice,r=rOprNGfwEbeRWgbNEkqO", "y,a=alice,n=alice,r=abc", "n,,n=a=2Cb,r=x,ext=1", $"n,,n={Mistake},r=abc",
        $"n,a={Mistake},n={Mistake},r=abc,ext=1");

    private string Final(Seq<Reply> said)
    {
        if (said is not [{ Lines: [var challenge] }]) return "";
        var buffer = new byte[challenge.Length];
        if (!Convert.TryFromBase64String(challenge, buffer, out var length)) return "";
        var serverFirst = Encoding.UTF8.GetString(buffer.AsSpan(0, length));
        var gs2 = _clientFirst[..(_clientFirst.IndexOf(',', _clientFirst.IndexOf(',') + 1) + 1)];
        var withoutProof = $"c={Base64(gs2)},{serverFirst.Split(',')[0]}{Draw1("", "", ",ext=2")}";
        var (clientKey, storedKey, _) = Derive(Password);
        var proof = HMACSHA256.HashData(storedKey, Encoding.UTF8.GetBytes($"{_clientFirst[gs2.Length..]},{serverFirst},{withoutProof}"));
        for (var i = 0; i < proof.Length; i++) proof[i] ^= clientKey[i];
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    private string Chunks()
    {
        var octets = Draw1("Subject: x\r\n\r\n", "", "lone \n and \r here", "ends in \r", "\nbegins so", "\0\x01\xff", Repeat("long ", 200), "A\r\n\r\n.\r\nB\r\n");
        var size = octets.Length.ToString(CultureInfo.InvariantCulture);
        return $"BDAT {size}{Draw1("", "", " LAST", " LAST")}\r\n{octets}{Draw1("", "", "NOOP\r\n", "BDAT 0 LAST\r\n")}";
    }

    private string Body() => Draw1(
        "Subject: hello\r\n\r\n..dot\r\n.\r\n", ".\r\n", "lone \n line end\r\n.\r\n", "smuggled\n.\r\nMAIL FROM:<eve@example.com>\r\n.\r\n",
        Repeat("0123456789", 30) + "\r\n.\r\n", Repeat("0123456789\r\n", 300) + ".\r\n", "\0\x80 {b64:x}\r\n trailing \r\n.\r\n", "unfinished\r\n");

    private string Nonsense() => Draw1(
        "\r\n", "FOO\r\n", "NOOP {b64:x} {id:1}\r\n", "NOOP trailing \r\n", "HELP\xff\x00\r\n", "NOOP\n", "VRFY a\rb\r\n", "MAIL FROM:<\r\n", "RCPT TO:<x>\r\n",
        Repeat("NOOP ", 300) + "\r\n", Repeat("y", 20000) + "\r\n", "\x16\x03\x01\x00" + Repeat("\x01", 70), "GET / HTTP/1.1\r\n", "BDAT 5\r\nabcdeNOOP\r\n", "BDAT x\r\n", "RSET\r\n",
        "EXPN list\r\n", "HELO\r\n", "DATA\r\n", "MAIL FROM:<alice@example.com>\r\n", "BDAT 3 LAST\r\nabc", "XCLIENT x\r\n", "EHLO [192.0.2.7]\r\n", "ehlo ünicode\r\n",
        "QUIT\r\n", "*\r\n", "BDAT 0 LAST\r\n", "STARTTLS\r\n");

    private static string Role(State state) =>
        (state is State.Greeted { Link.Settings.Role: Domain.Receiving.Role.Lmtp } or State.Introduced { Client.Settings.Role: Domain.Receiving.Role.Lmtp }
            ? "LHLO" : "EHLO") + " client.example\r\n";

    private string Draw1(params string[] texts) => texts[Draw(texts.Length)];

    private int Draw(int below) => _drawn < choices.Length ? (int)((uint)choices[_drawn++] % (uint)below) : 0;

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static ScramKeys Keys(string password)
    {
        var (_, storedKey, serverKey) = Derive(password);
        return new ScramKeys(new Secret(Salt), 4096, new Secret(storedKey), new Secret(serverKey));
    }

    private static (byte[] ClientKey, byte[] StoredKey, byte[] ServerKey) Derive(string password)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), Salt, 4096, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        return (clientKey, SHA256.HashData(clientKey), HMACSHA256.HashData(salted, "Server Key"u8));
    }
}
