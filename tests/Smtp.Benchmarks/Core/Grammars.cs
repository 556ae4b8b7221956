using System.Text;
using BenchmarkDotNet.Attributes;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Benchmarks.Core;

/// <summary>A line, read as a command.</summary>
public class Grammars
{
    private static readonly LineLimits Limits = new(512, 1576, 1012, 12288);
    private byte[] _octets = [];

    /// <summary>The line.</summary>
    [Params(
        "EHLO client.example.org", "MAIL FROM:<alice@example.org>", "MAIL FROM:<alice@example.org> SIZE=4096 BODY=8BITMIME",
        "RCPT TO:<bob@example.net>", "RCPT TO:<bob@example.net> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob@example.net",
        "DATA", "BDAT 4096 LAST", "QUIT", "HELP ME")]
    public string Line { get; set; } = "";

    [GlobalSetup]
    public void SetUp() => _octets = Encoding.ASCII.GetBytes(Line);

    [Benchmark(Description = "parse")]
    public Either<SyntaxError, Command> Parse() => CommandGrammar.Read(_octets, LineKind.Command, Limits);
}
