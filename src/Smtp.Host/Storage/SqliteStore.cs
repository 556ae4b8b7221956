using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Storage;

/// <summary>The store in a directory: <c>smtp.db</c> (SQLite, write-ahead log, flushed on every commit) and <c>bodies/</c>.
/// See docs/adr/0003-sqlite-with-group-commit.md.</summary>
public sealed partial class SqliteStore : IStore
{
    private const string LoginSecretName = "login";

    private readonly StoreSettings _settings;
    private readonly StoreRole _role;
    private readonly ILogger _log;
    private readonly Database _database;
    private readonly BodyFiles _files;
    private readonly FreeSpace _space;
    private readonly QueueIds _ids;
    private FileStream? _lock;
    private GroupCommit? _writer;
    private int _disposed;

    private SqliteStore(StoreSettings settings, StoreRole role, ILogger log)
    {
        (_settings, _role, _log) = (settings, role, log);
        _database = new Database(DatabasePath(settings));
        _files = new BodyFiles(settings.Directory);
        _space = new FreeSpace(settings.Directory, settings.DiskReserve, settings.Clock);
        _ids = new QueueIds(settings.Clock);
    }

    /// <inheritdoc/>
    public Secret LoginSecret { get; private set; } = Secret.Empty;

    /// <summary>Transactions committed by this process.</summary>
    internal long Transactions => Writer.Transactions;

    /// <summary>Changes that the writer has begun with.</summary>
    internal long Begun => Writer.Begun;

    /// <summary>Octets that mail may still take; less than nothing, once the reserve of the disk is in use.</summary>
    internal long Room => _space.Octets;

    /// <summary>Hears of every transaction: its changes, and how long it took. It is quick, and never throws.</summary>
    internal Action<int, TimeSpan>? Committed { set => Writer.Committed = value; }

    private GroupCommit Writer => _writer ?? throw new InvalidOperationException("The store is not open.");

    /// <summary>Whether there is a store in the directory; looks without making anything.</summary>
    public static bool Exists(StoreSettings settings) => File.Exists(DatabasePath(settings));

    /// <summary>Opens the store, and makes it where there is none. A host removes what a crash left behind.</summary>
    /// <exception cref="StoreException">Another host has it, it is of a newer version, or the disk failed.</exception>
    /// <exception cref="StoreFullException">The disk has no room.</exception>
    public static async Task<SqliteStore> OpenAsync(StoreSettings settings, StoreRole role, ILogger log, CancellationToken stop)
    {
        settings = settings with { Directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.Directory)) };
        var store = new SqliteStore(settings, role, log);
        try
        {
            await Task.Run(store.Open, stop);
            return store;
        }
        catch (Exception fault)
        {
            await store.DisposeAsync();
            if (Faults.Translate(fault, settings.Directory) is var translated && translated != fault) throw translated;
            throw;
        }
    }

    /// <inheritdoc/>
    public IBodyWriter CreateBody()
    {
        RequireReceiver();
        return new StoredBody(_files, _space, _settings);
    }

    /// <inheritdoc/>
    /// <remarks>The body is spent, whatever the outcome. A request that is stopped either ends with
    /// <see cref="OperationCanceledException"/>, and nothing is stored, or, once the writer has begun with it, ends as if it had
    /// not been stopped: what was committed is always answered for.</remarks>
    public async Task<QueueId> AcceptAsync(Arrival arrival, IBodyWriter body, CancellationToken stop)
    {
        RequireReceiver();
        stop.ThrowIfCancellationRequested();
        var incoming = new Incoming(arrival, Body(body), _ids.Next());
        var submitted = false;
        try
        {
            await incoming.SealAsync();
            submitted = true;
            var id = await Writer.WriteAsync(
                statements =>
                {
                    incoming.Write(statements);
                    return incoming.Id;
                },
                incoming.OctetsInRow, stop, Waiter.Session);
            Changes.Tell(arrival.Placing is { Deliveries.Count: > 0 } ? StoreChange.Mail | StoreChange.Queue : StoreChange.Mail);
            return id;
        }
        catch (Exception fault)
        {
            Undo(incoming, submitted, fault);
            if (Faults.Translate(fault, _settings.Directory) is var translated && translated != fault) throw translated;
            throw;
        }
    }

    /// <inheritdoc/>
    public bool HasRoomFor(long octets) => _space.Has(octets);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMessage>> ListMessagesAsync(int limit, CancellationToken stop) =>
        ReadAsync(connection => Reads.NewestMessages(connection, limit), stop);

    /// <inheritdoc/>
    public Task<StoredMessage?> FindMessageAsync(QueueId id, CancellationToken stop) =>
        ReadAsync(connection => Reads.Message(connection, id), stop);

    /// <inheritdoc/>
    public async Task<Stream?> OpenContentAsync(QueueId id, CancellationToken stop)
    {
        var (exists, octets) = await ReadAsync(connection => Reads.Content(connection, id), stop);
        if (!exists) return null;
        if (octets is not null) return new MemoryStream(octets, writable: false);
        if (_files.Open(id) is { } file) return file;
        // Deleted between the two looks, or lost?
        return await FindMessageAsync(id, stop) is null
            ? null
            : throw new StoreException($"The content of message {id} is missing from the store in '{_settings.Directory}'.");
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteMessageAsync(QueueId id, CancellationToken stop)
    {
        var files = new List<QueueId>();
        var deleted = await Writer.WriteAsync(statements => statements.DeleteMessage(id, Afresh(files)), 0, stop);
        files.ForEach(DeleteFile);
        if (deleted) Changes.Tell(StoreChange.Mail);
        return deleted;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken stop) => ReadAsync(Reads.Accounts, stop);

    /// <inheritdoc/>
    public Task<Account?> FindAccountAsync(string name, CancellationToken stop) =>
        ReadAsync(connection => Reads.Account(connection, name), stop);

    /// <inheritdoc/>
    public Task<bool> AddAccountAsync(Account account, CancellationToken stop) =>
        Writer.WriteAsync(statements => statements.AddAccount(account), 0, stop);

    /// <inheritdoc/>
    public Task<bool> ChangeKeysAsync(string name, ScramKeys keys, CancellationToken stop) =>
        Writer.WriteAsync(statements => statements.ChangeKeys(name, keys), 0, stop);

    /// <inheritdoc/>
    public Task<bool> RemoveAccountAsync(string name, CancellationToken stop) =>
        Writer.WriteAsync(statements => statements.RemoveAccount(name), 0, stop);

    /// <summary>Commits what waits, closes the database, and gives the directory back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        if (_writer is not null) await _writer.DisposeAsync();
        _watch?.Dispose();
        _database.ClosePool();
        if (_lock is not null) await _lock.DisposeAsync();
    }

    private static string DatabasePath(StoreSettings settings) => Path.Combine(settings.Directory, "smtp.db");

    private void Open()
    {
        DurableDirectory.Create(_settings.Directory);
        if (_role == StoreRole.Host) _lock = HostLock.Take(_settings.Directory);
        if (_role == StoreRole.Session) _lock = HostLock.Share(_settings.Directory);
        _database.CreateFile();
        var connection = _database.OpenWriter();
        try
        {
            Migrations.Apply(connection, _role, _settings.Directory, Migrations.Steps);
            LoginSecret = new Secret(FindOrMakeLoginSecret(connection));
            if (_role != StoreRole.Tool) _files.CreateDirectories();
            if (_role == StoreRole.Host) CleanUp(connection);
            DurableDirectory.Flush(_settings.Directory);
            // To close it and open another would bring the log back into the database, delete it and make a new one.
            _writer = new GroupCommit(_database, connection, _settings, _log);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static byte[] FindOrMakeLoginSecret(SqliteConnection connection)
    {
        if (Reads.Secret(connection, LoginSecretName) is { } found) return found;
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO secrets (name, octets) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        command.Parameters.AddWithValue("$1", LoginSecretName);
        command.Parameters.AddWithValue("$2", RandomNumberGenerator.GetBytes(32));
        command.ExecuteNonQuery();
        return Reads.Secret(connection, LoginSecretName)
            ?? throw new InvalidOperationException("The secret that was just written is not there.");
    }

    private void CleanUp(SqliteConnection connection)
    {
        var (removed, kept) = _files.Clean(id => Reads.HasFile(connection, id));
        // Whoever worked on a delivery when the last host ended works on it no more.
        Database.Execute(connection, "UPDATE deliveries SET lease = 0 WHERE lease <> 0");
        if (removed > 0) _log.Information("Removed {Files} files which an interrupted run had left behind", removed);
        var named = Reads.CountFiles(connection);
        if (named > kept)
            _log.Error("The files of {Messages} messages are missing from {Directory}", named - kept, _settings.Directory);
    }

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> question, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        return Task.Run(
            () =>
            {
                try
                {
                    using var connection = _database.OpenReader();
                    return question(connection);
                }
                catch (SqliteException fault)
                {
                    throw Faults.Translate(fault, _settings.Directory);
                }
            },
            stop);
    }

    private static StoredBody Body(IBodyWriter body) =>
        body as StoredBody ?? throw new ArgumentException("The body was not made by this store.", nameof(body));

    /// <summary>After a failure of the disk SQLite itself cannot say whether the row is in its log, so the file stays; if no row
    /// names it, the next start removes it. In all other cases there is no row, and there never will be one.</summary>
    private void Undo(Incoming incoming, bool submitted, Exception fault)
    {
        if (incoming.InFile && !(submitted && fault is StoreException)) DeleteFile(incoming.Id);
    }

    // The row is gone for good already: a file that stays costs room until the next start removes it, and nothing else.
    private void DeleteFile(QueueId id)
    {
        try
        {
            _files.Delete(id);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _log.Warning(fault, "The file of message {Id} could not be deleted", id.Text);
        }
    }

    private void RequireReceiver()
    {
        if (_role == StoreRole.Tool) throw new InvalidOperationException("A tool takes no mail.");
    }
}
