using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;
using SQLitePCL;

namespace Smtp.Host.Storage;

/// <summary>The files of SQLite as the system has them, but that a thread may gather what it writes (<see cref="GatheredWrites"/>).
/// SQLite calls this a shim: the tables of a file system's functions are copied, and a few of them replaced.
/// See https://www.sqlite.org/vfs.html.</summary>
internal static unsafe partial class SqliteFiles
{
    /// <summary>The name by which a connection asks for them.</summary>
    public const string Name = "smtp";

    // SQLITE_OPEN_MAIN_DB, SQLITE_OPEN_WAL.
    private const int OpensDatabase = 0x100, OpensLog = 0x80000;

    private static readonly Lock Gate = new();
    private static FileSystem* _system;
    private static Replaced* _database, _log;

    /// <summary>Makes them known to SQLite; does nothing where they are known already.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (_system is not null) return;
            var system = Find(null);
            if (system is null || system->Version < 3) throw new NotSupportedException("SQLite's files here are of a kind too old.");
            var ours = (FileSystem*)NativeMemory.Alloc((nuint)sizeof(FileSystem));
            *ours = *system;
            ours->Version = 3;
            ours->Name = Utf8StringMarshaller.ConvertToUnmanaged(Name);
            ours->Open = &Open;
            var result = Register(ours, isDefault: 0);
            if (result != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite does not take its files from here: error {result}.");
            _system = system;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(FileSystem* self, byte* name, OpenFile* file, int flags, int* opened)
    {
        var result = _system->Open(_system, name, file, flags, opened);
        if (result != raw.SQLITE_OK) return result;
        if ((flags & OpensDatabase) != 0) Replace(file, ref _database);
        if ((flags & OpensLog) != 0) Replace(file, ref _log);
        return result;
    }

    // A file that has other functions than the first of its kind, such as one on a network's disk, keeps them.
    private static void Replace(OpenFile* file, ref Replaced* replaced)
    {
        lock (Gate)
        {
            var system = (Functions*)file->Functions;
            if (replaced is null && system->Version >= 3)
            {
                replaced = (Replaced*)NativeMemory.Alloc((nuint)sizeof(Replaced));
                *replaced = new Replaced { Ours = *system, Original = system };
                replaced->Ours.Version = 3;
                replaced->Ours.Close = &Close;
                replaced->Ours.Read = &Read;
                replaced->Ours.Write = &Write;
                replaced->Ours.Truncate = &Truncate;
                replaced->Ours.Sync = &Sync;
                replaced->Ours.Size = &Size;
            }
            if (replaced is not null && replaced->Original == system) file->Functions = replaced;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(OpenFile* file, byte* octets, int count, long at) =>
        GatheredWrites.Current is { } gathered ? gathered.Add(file, octets, count, at) : file->Functions->Original->Write(file, octets, count, at);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(OpenFile* file, byte* octets, int count, long at) =>
        Flushed(file) is var result and not raw.SQLITE_OK ? result : file->Functions->Original->Read(file, octets, count, at);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(OpenFile* file, int flags) =>
        Flushed(file) is var result and not raw.SQLITE_OK ? result : file->Functions->Original->Sync(file, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(OpenFile* file, long size) =>
        Flushed(file) is var result and not raw.SQLITE_OK ? result : file->Functions->Original->Truncate(file, size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Size(OpenFile* file, long* size) =>
        Flushed(file) is var result and not raw.SQLITE_OK ? result : file->Functions->Original->Size(file, size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(OpenFile* file)
    {
        var flushed = Flushed(file);
        var closed = file->Functions->Original->Close(file);
        return flushed != raw.SQLITE_OK ? flushed : closed;
    }

    private static int Flushed(OpenFile* file) => GatheredWrites.Current is { } gathered ? gathered.Flush(file) : raw.SQLITE_OK;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find"), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial FileSystem* Find(byte* name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register"), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static partial int Register(FileSystem* files, int isDefault);

    /// <summary>An open file (<c>sqlite3_file</c>); what follows in memory is the system's own.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenFile
    {
        public Replaced* Functions;
    }

    /// <summary>What can be done with a file that is ours, as SQLite calls it, and with the same file as the system has it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Replaced
    {
        public Functions Ours;
        public Functions* Original;
    }

    /// <summary>What can be done with an open file (<c>sqlite3_io_methods</c>, version 3).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Functions
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<OpenFile*, int> Close;
        public delegate* unmanaged[Cdecl]<OpenFile*, byte*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<OpenFile*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<OpenFile*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<OpenFile*, int, int> Sync;
        public delegate* unmanaged[Cdecl]<OpenFile*, long*, int> Size;
        public Others Rest;

        /// <summary>Locks, shared memory and hints, which stay as they are.</summary>
        [InlineArray(12)]
        internal struct Others
        {
            private nint _function;
        }
    }

    /// <summary>Where files are (<c>sqlite3_vfs</c>, version 3).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileSystem
    {
        public int Version;
        public int FileSize;
        public int LongestPath;
        public FileSystem* Next;
        public byte* Name;
        public void* Data;
        public delegate* unmanaged[Cdecl]<FileSystem*, byte*, OpenFile*, int, int*, int> Open;
        public Others Rest;

        /// <summary>Names, libraries, time and calls of the system, which stay as they are.</summary>
        [InlineArray(15)]
        internal struct Others
        {
            private nint _function;
        }
    }
}
