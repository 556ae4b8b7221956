using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Smtp.Benchmarks.Servers;

/// <summary>A mail server to be measured: processes of its own, in a directory of its own, listening on loopback.</summary>
internal abstract class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    /// <summary>Where it keeps whatever it keeps; removed at the end.</summary>
    protected DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("smtp-bench-");

    /// <summary>Where it takes mail.</summary>
    public int Port { get; } = FreePort();

    /// <summary>Its process; the first, where it has several.</summary>
    public abstract int ProcessId { get; }

    /// <summary>Starts it and waits until it says 220.</summary>
    /// <returns>How long it took until the system let somebody connect.</returns>
    public async Task<TimeSpan> StartAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await LaunchAsync();
        while (!await TryConnectAsync())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new TimeoutException($"{GetType().Name} does not listen. {Complaint()}");
            await Task.Delay(1);
        }
        var took = Stopwatch.GetElapsedTime(began);
        await using var client = await RawClient.ConnectAsync(Port);
        await client.QuitAsync();
        return took;
    }

    /// <summary>Waits until it has nothing more to do: what it puts off while it is busy is not to slow down whoever comes next.</summary>
    public async Task RestAsync()
    {
        var began = Stopwatch.GetTimestamp();
        TimeSpan before, now = Busy();
        do
        {
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new TimeoutException($"{GetType().Name} does not come to rest.");
            await Task.Delay(Glance);
            (before, now) = (now, Busy());
        }
        while (now - before > Glance / 20);

        TimeSpan Busy()
        {
            var (user, system) = ProcessFacts.Processor(ProcessId);
            return user + system;
        }
    }

    /// <summary>Starts it once more, with what it has kept.</summary>
    public async Task<TimeSpan> StartAgainAsync()
    {
        await StopAsync();
        return await StartAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Folder.Delete(recursive: true);
    }

    /// <summary>Starts its process, and waits for nothing.</summary>
    protected abstract Task LaunchAsync();

    /// <summary>Ends it.</summary>
    protected abstract Task StopAsync();

    /// <summary>What it said, for somebody who wonders why it does not run.</summary>
    protected virtual string Complaint() => "";

    /// <summary>Starts a program.</summary>
    /// <param name="program">Which.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="read">Reads what it says; without, that goes into a file.</param>
    /// <param name="environment">What is added to the environment.</param>
    protected Process Launch(
        string program, IEnumerable<string> arguments, Action<StreamReader>? read = null, params (string Name, string Value)[] environment)
    {
        // What nobody reads goes into a file, as a log does: to read it would take processor time from the server.
        IEnumerable<string> command = read is null ? ["/bin/sh", "-c", "exec \"$0\" \"$@\" >server.log 2>&1", program, .. arguments] : [program, .. arguments];
        var start = new ProcessStartInfo(command.First())
        {
            WorkingDirectory = Folder.FullName,
            RedirectStandardOutput = read is not null,
            RedirectStandardError = read is not null,
        };
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        if (read is null) return process;
        read(process.StandardOutput);
        // Always read, so that it never waits for us.
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        return process;
    }

    private async Task<bool> TryConnectAsync()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}

/// <summary>A server that is one process, which we start and end.</summary>
internal abstract class OneProcess : MailServer
{
    private Process? _process;

    /// <inheritdoc/>
    public override int ProcessId => _process?.Id ?? throw new InvalidOperationException("It is not running.");

    /// <summary>Its command line and environment.</summary>
    protected abstract Process Begin();

    /// <inheritdoc/>
    protected override Task LaunchAsync()
    {
        _process = Begin();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

/// <summary>A kind of server: how to make one, and whether that can be done here.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Version">Which version it is.</param>
/// <param name="Missing">Why it is left out; null where it is not.</param>
/// <param name="Create">Makes one; a port is the next hop of all its mail.</param>
internal sealed record ServerKind(string Name, string Version, string? Missing, Func<int?, MailServer> Create)
{
    /// <summary>Ours.</summary>
    public bool IsOurs => Name == OurServer.Title;

    /// <summary>Whether mail goes on through it to a next hop.</summary>
    public bool Relays => IsOurs || Name == PostfixServer.Title;

    /// <summary>Whether it holds very many sessions in one process.</summary>
    public bool HoldsThousands => Name != PostfixServer.Title;
}
