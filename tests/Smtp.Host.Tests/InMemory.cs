using System.Globalization;
using System.Runtime.CompilerServices;
using Smtp.Host.Tests.Clients;

namespace Smtp.Host.Tests;

/// <summary>What tests write for a while is in memory, where there is such a place with room: they open hundreds of stores, and wait for the disk in
/// each. Under the full load (<c>.ci/run</c>), it is on the disk.</summary>
internal static class InMemory
{
    /// <summary>Where files are in memory; null where there is no such place.</summary>
    public static readonly string? Place = Directory.Exists("/dev/shm") ? "/dev/shm" : null;

    private const string TemporaryFiles = "TMPDIR";
    private const long RoomForAll = 2L << 30;

    // Once for all programs of a test run: those that tests start are told by the first, and whoever runs the tests may have chosen a place.
    [ModuleInitializer]
    internal static void Begin()
    {
        if (Load.Full || Environment.GetEnvironmentVariable(TemporaryFiles) is { Length: > 0 }) return;
        if (Place is null || new DriveInfo(Place).AvailableFreeSpace < RoomForAll) return;

        var folder = Directory.CreateDirectory(string.Create(CultureInfo.InvariantCulture, $"{Place}/smtp-tests-{Environment.ProcessId}")).FullName;
        Environment.SetEnvironmentVariable(TemporaryFiles, folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(folder);
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException problem)
        {
            Console.Error.WriteLine($"{folder} stays, for somebody still writes there: {problem.Message}");
        }
    }
}
