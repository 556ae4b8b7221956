using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Serilog.Core;
using Smtp.Domain.Mail;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Benchmarks;

/// <summary>How fast the pages are over 100,000 messages, and how much memory the host takes for them: the host as a process of its own,
/// asked by one reader, as whoever sits before a browser asks.</summary>
internal static partial class PagesSpeed
{
    private const int Messages = 100_000;
    private const int AtOnce = 256;

    private static readonly string[] Words =
        ("report invoice lunch meeting build server release parcel order ticket status weekly budget plan draft review holiday train "
        + "garden music window yellow bridge letter answer question market paper winter coffee island summer river mountain").Split(' ');

    private static readonly (string What, string Path)[] Questions =
    [
        ("list", "/mail"), ("deep page", "/mail?before=50000"), ("last page", "/mail?before=40"), ("word, many", "/mail?q=report"),
        ("word, few", "/mail?q=needle"), ("two words", "/mail?q=garden+needle"), ("no hit", "/mail?q=nowhere"), ("from:", "/mail?q=from%3Asender7%40example.org"),
        ("subject:", "/mail?q=subject%3Abridge"), ("has:attachment", "/mail?q=has%3Aattachment"), ("before:", "/mail?q=before%3A2026-02-01"),
        ("larger:", "/mail?q=larger%3A20k"), ("mailbox:", "/mail?q=mailbox%3Auser3%40example.net"), ("tag:", "/mail?q=tag%3Awork"), ("-word", "/mail?q=-report"),
        ("deep in a search", "/mail?q=report&before=20000"), ("sessions", "/sessions"), ("queue", "/queue"), ("overview", "/overview"),
    ];

    public static async Task MeasureAsync(int rounds)
    {
        var directory = Directory.CreateTempSubdirectory("smtp-bench-");
        try
        {
            var data = Path.Combine(directory.FullName, "data");
            var filling = Stopwatch.StartNew();
            await FillAsync(data);
            Console.WriteLine(Invariant($"{Messages} messages accepted in {filling.Elapsed.TotalSeconds:0.0} s"));
            await using var host = await PagesHost.StartAsync(data);
            var indexing = Stopwatch.StartNew();
            await host.IndexedAsync(Messages);
            Console.WriteLine(Invariant($"indexed in {indexing.Elapsed.TotalSeconds:0.0} s; the host takes {host.Memory} MB"));
            foreach (var (what, path) in Questions) await host.AskAsync(what, path, rounds);
            Console.WriteLine(Invariant($"the host takes {host.Memory} MB"));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(string data)
    {
        await using var store = await SqliteStore.OpenAsync(new StoreSettings(data), StoreRole.Host, Logger.None, CancellationToken.None);
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < Messages;) await AcceptAsync(store, i);
        })));
    }

    private static async Task AcceptAsync(SqliteStore store, int number)
    {
        var choose = new Random(number);
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) + TimeSpan.FromMinutes(number * 2);
        string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[choose.Next(Words.Length)]));
        var (from, to) = (Invariant($"sender{number % 50}@example.org"), Invariant($"user{number % 30}@example.net"));
        var attached = number % 20 == 0;
        var content = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"From: {from}\r\nTo: {to}\r\nSubject: {Text(4)}\r\nDate: {at:r}\r\nMessage-ID: <{number}@example.org>\r\n")
            .Append(number % 10 == 3 ? "X-Tags: work\r\n" : "").Append("MIME-Version: 1.0\r\n").Append(attached ? "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" : "").Append("Content-Type: text/plain\r\n\r\n")
            .Append(Text(80 + choose.Next(150))).Append(number % 1000 == 7 ? " needle" : "").Append("\r\n");
        if (attached)
        {
            content.Append("--b\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n")
                .Append(string.Concat(Enumerable.Repeat(new string('A', 76) + "\r\n", choose.Next(600)))).Append("--b--\r\n");
        }
        await using var body = store.CreateBody();
        await body.WriteAsync(Encoding.ASCII.GetBytes(content.ToString()), CancellationToken.None);
        var envelope = Envelope.Empty(new ReversePath.Of(MailboxOf(from)), MailOptions.None).With(Recipient.Of(new ForwardPath.Of(MailboxOf(to))));
        await store.AcceptAsync(new Arrival(new Origin("s", "127.0.0.1", "bench", "ESMTP", null, null), envelope, at), body, CancellationToken.None);
    }

    private static Mailbox MailboxOf(string address) =>
        Parsing.Grammar.Mailboxes.Parse(address).IfNone(() => throw new ArgumentException($"'{address}' is no address."));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A host with its pages, on a store that is there already.</summary>
    private sealed partial class PagesHost : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly HttpClient _client = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All });

        private PagesHost(string data)
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = data };
            foreach (var argument in new[] { "exec", typeof(SmtpServer).Assembly.Location, "serve", "--data", data, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0" })
                start.ArgumentList.Add(argument);
            _process = Process.Start(start) ?? throw new InvalidOperationException("The host does not start.");
        }

        /// <summary>What the host has in memory, in MB.</summary>
        public long Memory
        {
            get
            {
                _process.Refresh();
                return _process.WorkingSet64 / 1_000_000;
            }
        }

        public static async Task<PagesHost> StartAsync(string data)
        {
            var host = new PagesHost(data);
            while (await host._process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (Shown().Match(line) is not { Success: true } found) continue;
                host._client.BaseAddress = new Uri(found.Groups[1].Value);
                // Whatever it says from here on is read and dropped, so that it never waits for us.
                _ = host._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return host;
            }
            throw new InvalidOperationException("The host ended before it showed its mail.");
        }

        public async Task IndexedAsync(int messages)
        {
            var wanted = messages.ToString("#,0", CultureInfo.InvariantCulture) + " messages";
            while (!(await _client.GetStringAsync("/mail")).Contains(wanted, StringComparison.Ordinal)) await Task.Delay(500);
        }

        /// <summary>Asks for a page many times, after one time that does not count, and prints how long it takes until all of it is here.</summary>
        public async Task AskAsync(string what, string path, int rounds)
        {
            var octets = (await _client.GetByteArrayAsync(path)).Length;
            List<double> times = [];
            _process.Refresh();
            var busy = _process.TotalProcessorTime;
            for (var round = 0; round < rounds * 5; round++)
            {
                var watch = Stopwatch.StartNew();
                await _client.GetByteArrayAsync(path);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
            times.Sort();
            _process.Refresh();
            // On a machine that is busy with something else the times say little; how long a processor was at it says more.
            var took = (_process.TotalProcessorTime - busy).TotalMilliseconds / times.Count;
            Console.WriteLine(Invariant(
                $"{what,-18} {times[times.Count / 2],7:0.0} ms median {times[^1],7:0.0} ms at most {took,7:0.0} ms of a processor {octets / 1000.0,7:0.0} kB"));
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        [GeneratedRegex(@"Mail is shown at (\S+)")]
        private static partial Regex Shown();
    }
}
