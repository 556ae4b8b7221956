using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>The server as a process of its own, as its users run it: it can be looked at from outside, and killed.</summary>
internal sealed class HostProcess : IDisposable
{
    // No start takes this long; one that hangs says what it said.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private int _disposed;

    private HostProcess(Process process) => _process = process;

    public int Port { get; private init; }

    /// <summary>Starts the server on a port that the system chooses, and waits until it listens.</summary>
    /// <param name="data">The data directory.</param>
    /// <param name="environment">Settings, such as <c>("SMTP_Limits__MessageSize", "1GiB")</c>.</param>
    public static async Task<HostProcess> StartAsync(string data, params (string Name, string Value)[] environment)
    {
        var start = HostProgram.With("serve", "--listen", "127.0.0.1:0", "--data", data);
        start.WorkingDirectory = Path.GetDirectoryName(data);
        start.Environment["SMTP_Log__Level"] = "warning";
        start.Environment["SMTP_Web__Listen"] = "off";
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server does not start.");
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            var port = await PortAsync(process).WaitAsync(Patience);
            if (port is null) Assert.Fail($"The server did not start:\n{await errors}");
            // Whatever else it says is read, so that it never waits for somebody to do so.
            _ = process.StandardOutput.ReadToEndAsync();
            return new HostProcess(process) { Port = port.Value };
        }
        catch
        {
            process.Kill();
            throw;
        }
    }

    public async Task<RawClient> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        return new RawClient(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>The most memory that the process ever held, in octets; only Linux tells.</summary>
    public long PeakMemory()
    {
        const string Peak = "VmHWM:", Unit = "kB";
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(Peak, StringComparison.Ordinal));
        return long.Parse(line.AsSpan()[Peak.Length..^Unit.Length].Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public Task WaitForEndAsync() => _process.WaitForExitAsync().WaitAsync(Patience);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<int?> PortAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("Listening on ", StringComparison.Ordinal)) continue;
            var address = line["Listening on ".Length..].Split(' ')[0];
            return IPEndPoint.Parse(address).Port;
        }
        return null;
    }
}
