using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Smtp.Tests;

/// <summary>The core's tests run while the host and its tests are compiled (Directory.Solution.targets), and everything else waits for that: they
/// take what it leaves of the processors. On Linux alone, where each thread has a priority, and begins with that of the one that starts
/// it.</summary>
internal static partial class GiveWay
{
    // PRIO_PROCESS, which on Linux is one thread, and the lowest of its priorities.
    private const int OneThread = 0, Last = 19;

    [ModuleInitializer]
    internal static void Begin()
    {
        if (!OperatingSystem.IsLinux()) return;
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
            _ = SetPriority(OneThread, int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), Last);
    }

    [LibraryImport("libc", EntryPoint = "setpriority"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int nice);
}
