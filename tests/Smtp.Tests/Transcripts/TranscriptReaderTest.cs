using CsCheck;
using Smtp.Parsing.Transcripts;
using static VerifyXunit.Verifier;

namespace Smtp.Tests.Transcripts;

public sealed class TranscriptReaderTest
{
    [Fact]
    public void The_first_line_is_the_title() => Assert.Equal("A visit", Script.Read("# A visit\n\nC: QUIT\n").Title);

    [Fact]
    public void Every_line_knows_its_number() =>
        Assert.Equal([1, 2, 3, 4], Script.Read("# A visit\n\n# prose\nC: QUIT\n").Lines.Map(line => line.Number).ToArray());

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("C: QUIT\n", 1, 1)]
    [InlineData("# x", 1, 4)]
    [InlineData("# x\nC: QUIT", 2, 8)]
    [InlineData("# x\nC:QUIT\n", 2, 1)]
    [InlineData("# x\nQUIT\n", 2, 1)]
    [InlineData("# x\r\nC: QUIT\r\n", 1, 4)]
    [InlineData("# x\nC: QUIT \n", 2, 8)]
    [InlineData("# x \n", 1, 4)]
    [InlineData("# x\n\n \n", 3, 1)]
    [InlineData("# x\nC: a\tb\n", 2, 5)]
    [InlineData("# x\nC: {b64:open\n", 2, 4)]
    [InlineData("# x\nC: {b64:\\n}\n", 2, 9)]
    [InlineData("# x\nC: NOOP {id:0}\n", 2, 9)]
    [InlineData("# x\nC: NOOP {id:one}\n", 2, 9)]
    [InlineData("# x\nC\" open\n", 2, 8)]
    [InlineData("# x\nC\" a\" b\n", 2, 6)]
    [InlineData("# x\nC\" \\q\"\n", 2, 4)]
    [InlineData("# x\nC\" \\x0\"\n", 2, 4)]
    [InlineData("# x\nS\" open\n", 2, 8)]
    [InlineData("# x\nC# 0\n", 2, 4)]
    [InlineData("# x\nC# 00ff\n", 2, 6)]
    [InlineData("# x\nC# 00 xx\n", 2, 7)]
    [InlineData("# x\nC* 10 x\n", 2, 8)]
    [InlineData("# x\nC* ten \"x\"\n", 2, 4)]
    [InlineData("# x\nC* 10MB \"x\"\n", 2, 4)]
    [InlineData("# x\nC* 10 \"\"\n", 2, 7)]
    [InlineData("# x\nC= some octets\n", 2, 4)]
    [InlineData("# x\nC= 10\n", 2, 7)]
    [InlineData("# x\nC= 10 bytes\n", 2, 7)]
    [InlineData("# x\nC= 10 octets sha256:12\n", 2, 14)]
    [InlineData("# x\nC= 10 octets refused\n", 2, 14)]
    [InlineData("# x\nC= 10 octets refused too-late\n", 2, 14)]
    [InlineData("# x\nC= 10 octets unfinished refused too-big\n", 2, 14)]
    [InlineData("# x\n+5\n", 2, 2)]
    [InlineData("# x\n~ tls 1.1\n", 2, 3)]
    [InlineData("# x\n! maybe\n", 2, 3)]
    [InlineData("# x\n! refused because\n", 2, 3)]
    [InlineData("# x\n! accepted a b\n", 2, 3)]
    [InlineData("# x\n! each accepted 1, deferred because\n", 2, 20)]
    [InlineData("# x\n== a [nowhere]\n", 2, 4)]
    [InlineData("# x\n== a\n== b\n== a [192.0.2.1]\n", 4, 6)]
    [InlineData("# x\nC: QUIT\ngiven storage full\n", 3, 1)]
    [InlineData("# x\ngiven everything\n", 2, 7)]
    [InlineData("# x\ngiven host a..b\n", 2, 12)]
    [InlineData("# x\ngiven role relay\n", 2, 12)]
    [InlineData("# x\ngiven tls starttls always\n", 2, 20)]
    [InlineData("# x\ngiven auth plain gssapi\n", 2, 18)]
    [InlineData("# x\ngiven scram bob salt QQ== iterations 4096 nonce x\n", 2, 13)]
    [InlineData("# x\ngiven user bob password x\ngiven scram bob salt ! iterations 4096 nonce x\n", 3, 22)]
    [InlineData("# x\ngiven mailboxes bob@example.org bob\n", 2, 33)]
    [InlineData("# x\ngiven limit messageSize big\n", 2, 25)]
    [InlineData("# x\ngiven limit speed 100\n", 2, 13)]
    [InlineData("# x\ngiven limit recipients 100GiB\n", 2, 13)]
    [InlineData("# x\ngiven patience command long\n", 2, 24)]
    [InlineData("# x\ngiven patience virtue 5m\n", 2, 16)]
    [InlineData("# x\ngiven without CHUNKING TURN\n", 2, 24)]
    [InlineData("# x\ngiven client nobody\n", 2, 14)]
    [InlineData("# x\ngiven ids from one\n", 2, 16)]
    public void What_is_wrong_is_told_with_its_place(string text, int line, int column)
    {
        var error = TranscriptReader.Read(text).LeftToArray()[0];
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public async Task The_messages_help()
    {
        string[] texts =
        [
            "C: QUIT\n", "# x\nC: QUIT", "# x\nQUIT\n", "# x\nC: QUIT \n", "# x\nC: {b64:open\n", "# x\nC\" \\q\"\n",
            "# x\nC* ten \"x\"\n", "# x\nC= 10 bytes\n", "# x\nC= 10 octets lost\n", "# x\nC= 10 octets sha256:x\n",
            "# x\n+5\n", "# x\n~ tls 1.1\n", "# x\n! maybe\n", "# x\n! refused because\n",
            "# x\ngiven everything\n", "# x\ngiven role relay\n", "# x\ngiven limit speed 100\n",
        ];
        var lines = texts.Select(text =>
            $"{text.Replace("\n", "⏎", StringComparison.Ordinal)}\n    {TranscriptReader.Read(text).LeftToArray()[0]}\n");
        await Verify(string.Join("\n", lines), "txt").UseDirectory("../../../snapshots/transcripts").UseFileName("messages");
    }

    [Fact]
    public void Whatever_is_read_is_written_back() =>
        Script.OneOf(
                "", "# prose", "#", "C: HELO a.example", "C:", "C: {b64:\\0a\\}} {id:1} {", "C\"  \\r\\n\\x00\\\"é\"", "C# 00 FF",
                "C# 0d", "C* 3KiB \"ab\"", "C* 2 times \"NOOP\\r\\n\"", "C= 5 octets",
                "C= 5 octets refused too-big", "C= 5 octets unfinished", "S: 250 {*}", "C.", "C!", "! granted",
                "! each accepted 1, refused",
                "! no answer", "! stopping", "~ tls 1.2", "~ tls fails", "+90s", "== a", "== b", "S: 220 x", "S:", "S.",
                "S\" 334 \\r\\n\"", "? room", "=> 1: x", "!! x")
            .Array[0, 20]
            .Sample(lines =>
            {
                var text = "# Anything\n" + string.Concat(lines.Select(line => line + "\n"));
                Assert.Equal(text, TranscriptWriter.Write(Script.Read(text)));
            });

    [Fact]
    public void No_text_breaks_the_reader() =>
        Gen.String[Gen.OneOf(Gen.Char, Gen.Char["CS:!+~=?#\"\\{}xb64id0 1m\n"]), 0, 60].Sample(text =>
        {
            var read = TranscriptReader.Read("# " + text);
            if (read.Case is Transcript transcript) Assert.Equal("# " + text, TranscriptWriter.Write(transcript));
        });
}
