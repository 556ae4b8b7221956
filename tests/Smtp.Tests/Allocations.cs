namespace Smtp.Tests;

/// <summary>What this thread allocates.</summary>
internal static class Allocations
{
    /// <summary>How often something is tried: a collection, which any other test may begin, counts what is left of the thread's room for new
    /// objects as used.</summary>
    public const int Tries = 5;

    /// <summary>Nothing is allocated for it, at least where no collection comes in between.</summary>
    /// <param name="act">What is done, with the number of the try.</param>
    public static void MustBeNoneIn(Action<int> act)
    {
        var least = long.MaxValue;
        for (var number = 0; number < Tries && least != 0; number++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            act(number);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
