using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Storage;
using Smtp.Parsing.Search;

namespace Smtp.Host.Tests.Web;

/// <summary>A store with messages in its index.</summary>
public abstract class IndexRun : IAsyncLifetime, IDisposable
{
    private protected StoreFixture Fixture { get; } = new();

    private protected SqliteStore Store { get; set; } = null!;

    private protected static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => Store = await Fixture.OpenAsync();

    public async Task DisposeAsync() => await Store.DisposeAsync();

    public void Dispose()
    {
        Fixture.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<QueueId> AddAsync(
        string subject, int size = 1, string text = "", int attachments = 0, string files = "", string to = "bob@example.org", string? cc = null,
        string messageId = "", DateTimeOffset? at = null, IReadOnlyList<string>? tags = null) => Task.Run(async () =>
        {
            var id = await AcceptAsync(size, at);
            await IndexAsync(id, subject, text, attachments, files, to, cc, messageId, tags);
            return id;
        });

    private protected async Task<QueueId> AcceptAsync(int size = 1, DateTimeOffset? at = null)
    {
        await using var body = Store.CreateBody();
        await body.WriteAsync(new byte[size], None);
        return await Store.AcceptAsync(Some.Arrival(at), body, None);
    }

    private protected Task<IReadOnlyList<MessageEntry>> IndexAsync(
        QueueId id, string subject, string text = "", int attachments = 0, string files = "", string to = "bob@example.org", string? cc = null,
        string messageId = "", IReadOnlyList<string>? tags = null)
    {
        var addresses = new MessageAddresses(
            [new NamedAddress("Ann", "ann@example.org")], [new NamedAddress("", to)], cc is null ? [] : [new NamedAddress("", cc)], [], []);
        return Store.IndexAsync(
            [
                new IndexedContent(
                    id, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), subject, addresses, messageId, text, attachments, 0, files,
                    text, tags ?? []),
            ],
            None);
    }

    private protected Task<Deletion> DeleteAsync(params QueueId[] ids) =>
        Store.DeleteEntriesAsync(new MessageSelection.These(ids), Some.Time.AddSeconds(100), None);

    private protected async Task<IReadOnlyList<MessageEntry>> ListAsync() => (await PageAsync("", 100)).Messages;

    private protected Task<MessagePage> PageAsync(string query, int limit, long? before = null) =>
        Store.ListEntriesAsync(new MessageWindow(Query(query), limit, before), None);

    private protected static SearchQuery Query(string text) =>
        SearchGrammar.Read(text).Match(query => query, error => throw new ArgumentException(error.Message));

    private protected long Scalar(string sql)
    {
        using var connection = StoreFixture.Connect(Fixture.Path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
