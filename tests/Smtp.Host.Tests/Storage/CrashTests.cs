using System.Diagnostics;
using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Clients;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.Storage;

/// <summary>kill -9, in the middle of a load: what was promised is there, and nothing torn is left.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int MessagesOfEachSender = 1000;
    private const int MessagesBeforeTheKill = 400;

    private static readonly int Rounds = Load.Of(2, full: 5);

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_was_accepted_survives_kill_9()
    {
        var seed = Environment.TickCount & 0xffffff;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var promised = new Dictionary<QueueId, byte[]>();
        for (var round = 1; round <= Rounds; round++)
        {
            var after = random.Next(1, MessagesBeforeTheKill);
            var before = promised.Count;
            foreach (var (id, content) in await WriteAndKillAsync(seed + round * 100_000, after)) promised.Add(id, content);
            output.WriteLine($"round {round}: killed after {after}, {promised.Count - before} promised");
            Assert.True(promised.Count >= before + after);

            await using var store = await _fixture.OpenAsync();
            await CheckAsync(store, promised);
        }
    }

    private async Task<List<(QueueId Id, byte[] Content)>> WriteAndKillAsync(int seed, int after)
    {
        var start = HostProgram.OfTests(_fixture.Path, $"{seed}", $"{MessagesOfEachSender}");
        using var process = Process.Start(start) ?? throw new InvalidOperationException("No process.");
        var errors = process.StandardError.ReadToEndAsync();
        var promised = new List<string>();
        // Lines come whole: each is one write, far shorter than a pipe takes at once.
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            promised.Add(line);
            // Lines that are in the pipe already were promised as well, and are read to the end.
            if (promised.Count == after) process.Kill();
        }
        await process.WaitForExitAsync();
        Assert.Equal("", await errors);
        Assert.NotEqual(0, process.ExitCode);
        return [.. promised.Select(line => line.Split(' ')).Select(words =>
            (new QueueId(words[0]), CrashWriter.Content(int.Parse(words[1], CultureInfo.InvariantCulture))))];
    }

    private async Task CheckAsync(SqliteStore store, Dictionary<QueueId, byte[]> promised)
    {
        foreach (var (id, content) in promised) Assert.True(Same(content, await store.ReadAsync(id)), $"{id} has changed.");

        // What was committed and not yet promised is whole as well.
        var messages = await store.ListMessagesAsync(int.MaxValue, StoreFixture.None);
        foreach (var message in messages)
        {
            var content = await store.ReadAsync(message.Id);
            Assert.Equal(message.Size, content.Length);
            if (content.Length >= 4)
                Assert.True(Same(content, CrashWriter.Content(BitConverter.ToInt32(content))), $"{message.Id} is torn.");
            Assert.Equal("bob@example.org", Assert.Single(message.Envelope.To).Address);
        }
        var large = messages.Where(message => message.Size > _fixture.Settings.BodyThreshold).Select(message => message.Id.Text);
        Assert.Equal(
            large.Order(StringComparer.Ordinal),
            _fixture.BodyFiles().Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

        using var connection = StoreFixture.Connect(_fixture.Path);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
    }

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);
}
