namespace Smtp.Tests;

/// <summary>What this thread allocates.</summary>
internal static class Allocations
{
    // A thread is given room by 8 KiB. A collection, which any other test may begin, takes away what is left of it, and counts it as used.
    private const long Room = 8 * 1024;

    public static long Now => GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Nothing was allocated. Of whatever is looked at there must be so much that an object for each would be more than 8 KiB.</summary>
    /// <param name="before">What had been allocated before.</param>
    public static void MustBeNoneSince(long before) => Assert.InRange(Now - before, 0, Room);
}
