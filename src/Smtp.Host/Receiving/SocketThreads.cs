namespace Smtp.Host.Receiving;

/// <summary>The threads of .NET that hear from the system which sockets have octets.</summary>
internal static class SocketThreads
{
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>A session goes on in the thread that hears of its octets, which spares a change of thread for each line, and .NET has
    /// one such thread for each processor then. It may, for no session blocks its thread. .NET takes this from the environment
    /// alone, when the process uses its first socket; what the user has set there stays.</summary>
    public static void GoOnInThem()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null) Environment.SetEnvironmentVariable(Variable, "1");
    }

    /// <summary>Pages take milliseconds: whichever thread a request comes in, it goes on in one of the pool.</summary>
    public static async Task LeaveAsync(HttpContext context, RequestDelegate next)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await next(context);
    }
}
