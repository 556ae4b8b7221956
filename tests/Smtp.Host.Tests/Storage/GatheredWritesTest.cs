using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Smtp.Host.Storage;
using OpenFile = Smtp.Host.Storage.SqliteFiles.OpenFile;

namespace Smtp.Host.Tests.Storage;

/// <summary>What is written within one COMMIT, with a file that remembers how it was written to.</summary>
public sealed unsafe class GatheredWritesTest : IDisposable
{
    private const int Ok = 0, Full = 13, Most = 131_071;

    [ThreadStatic]
    private static List<(nint File, long At, byte[] Octets)>? _written;

    [ThreadStatic]
    private static int _answer;

    private readonly GatheredWrites _writes = new();
    private readonly SqliteFiles.Functions* _functions = Allocate<SqliteFiles.Functions>();
    private readonly SqliteFiles.Replaced* _replaced = Allocate<SqliteFiles.Replaced>();
    private readonly OpenFile* _log = Allocate<OpenFile>();
    private readonly OpenFile* _database = Allocate<OpenFile>();

    public GatheredWritesTest()
    {
        (_written, _answer) = ([], Ok);
        _functions->Write = &Write;
        _replaced->Original = _functions;
        _log->Functions = _database->Functions = _replaced;
    }

    [Fact]
    public void What_is_side_by_side_is_written_at_once()
    {
        Add(_log, 32, [1, 2]);
        Add(_log, 34, [3]);
        Add(_log, 35, [4, 5]);
        Assert.Empty(_written!);

        Assert.Equal(Ok, _writes.Flush(_log));
        Assert.Equal(Ok, _writes.Flush(_log));

        Assert.Equal(["log 32: 1,2,3,4,5"], Written());
    }

    [Fact]
    public void A_gap_a_step_back_and_another_file_begin_a_new_write()
    {
        Add(_log, 0, [1]);
        Add(_log, 2, [2]);
        Add(_log, 0, [3]);
        Add(_database, 1, [4]);
        Add(_log, 1, [5]);
        _writes.Flush(_log);

        Assert.Equal(["log 0: 1", "log 2: 2", "log 0: 3", "database 1: 4", "log 1: 5"], Written());
    }

    [Fact]
    public void A_file_is_not_written_because_another_is_looked_at()
    {
        Add(_database, 0, [1]);

        Assert.Equal(Ok, _writes.Flush(_log));

        Assert.Empty(_written!);
    }

    [Fact]
    public void No_write_is_larger_than_SQLite_takes_but_what_it_gives_as_one()
    {
        Add(_log, 0, [7]);
        Add(_log, 1, new byte[Most]);
        Add(_log, 1 + Most, [7]);
        Add(_log, 2 + Most, new byte[Most + 1]);
        _writes.Flush(_log);

        Assert.Equal([(0, 1), (1, Most), (1 + Most, 1), (2 + Most, Most + 1)], _written!.Select(one => (one.At, one.Octets.Length)));
    }

    [Fact]
    public void A_disk_that_is_full_is_the_answer_to_whoever_needs_it_written()
    {
        Add(_log, 0, [1]);
        _answer = Full;

        Assert.Equal(Full, _writes.Flush(_log));
        Add(_log, 1, [2]);
        Assert.Equal(Full, Added(_log, 7, [3]));
        _answer = Ok;
        Assert.Equal(Ok, _writes.Flush(_log));

        // What failed is not written later on: SQLite has given it up.
        Assert.Equal(["log 0: 1", "log 1: 2"], Written());
    }

    public void Dispose()
    {
        _writes.Dispose();
        NativeMemory.Free(_functions);
        NativeMemory.Free(_replaced);
        NativeMemory.Free(_log);
        NativeMemory.Free(_database);
    }

    private void Add(OpenFile* file, long at, byte[] octets) => Assert.Equal(Ok, Added(file, at, octets));

    private int Added(OpenFile* file, long at, byte[] octets)
    {
        fixed (byte* pointer = octets) return _writes.Add(file, pointer, octets.Length, at);
    }

    private IEnumerable<string> Written() =>
        _written!.Select(one => $"{(one.File == (nint)_log ? "log" : "database")} {one.At}: {string.Join(',', one.Octets)}");

    private static T* Allocate<T>() where T : unmanaged => (T*)NativeMemory.AllocZeroed((nuint)sizeof(T));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(OpenFile* file, byte* octets, int count, long at)
    {
        _written!.Add(((nint)file, at, new ReadOnlySpan<byte>(octets, count).ToArray()));
        return _answer;
    }
}
