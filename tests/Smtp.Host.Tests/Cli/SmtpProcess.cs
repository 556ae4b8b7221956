using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Cli;

/// <summary>The real executable, as somebody starts it in a directory.</summary>
internal sealed partial class SmtpProcess : IAsyncDisposable
{
    public const int Hangup = 1, Interrupt = 2, Terminate = 15;

    // No test takes this long; one that hangs says where.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _output = new();
    private readonly Task<string> _error;
    private readonly Task _reading;

    private SmtpProcess(string directory, string[] arguments)
    {
        var start = HostProgram.With(arguments);
        start.WorkingDirectory = directory;
        start.RedirectStandardInput = true;
        // Hosts of many tests run at the same time.
        start.Environment["SMTP_Web__Listen"] = "off";
        _process = Process.Start(start) ?? throw new InvalidOperationException("No process.");
        _error = _process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Where it listens, as it said: the first of its ports.</summary>
    public int Port { get; private set; }

    /// <summary>Where its pages are, as it said; empty where <c>--web</c> was not among its arguments.</summary>
    public string Pages { get; private set; } = "";

    public static SmtpProcess Start(string directory, params string[] arguments) => new(directory, arguments);

    /// <summary>Starts it, and waits until it says that it is ready.</summary>
    public static async Task<SmtpProcess> ServeAsync(string directory, params string[] arguments)
    {
        var process = Start(directory, arguments);
        var line = await process.LineAsync("Listening on ");
        process.Port = int.Parse(PortOf().Match(line).Groups[1].Value, CultureInfo.InvariantCulture);
        if (arguments.Contains("--web")) process.Pages = (await process.LineAsync("Mail is shown at ")).Split(' ')[^1];
        await process.LineAsync("Mail is kept in ");
        return process;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Exit, string Output, string Error)> RunAsync(string directory, params string[] arguments)
    {
        await using var process = Start(directory, arguments);
        return await process.EndAsync();
    }

    /// <summary>The next line of standard output that has these words in it; waits for it.</summary>
    public async Task<string> LineAsync(string words)
    {
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync().AsTask().WaitAsync(Patience);
                if (line.Contains(words, StringComparison.Ordinal)) return line;
            }
        }
        catch (Exception missing) when (missing is ChannelClosedException or TimeoutException)
        {
            var said = _error.IsCompleted ? await _error : "";
            throw new InvalidOperationException($"It never said '{words}'. It said:\n{_output}{said}", missing);
        }
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>Its exit code and all that it said.</summary>
    public async Task<(int Exit, string Output, string Error)> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading;
        return (_process.ExitCode, _output.ToString(), await _error);
    }

    public async Task<RawClient> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        return new RawClient(new NetworkStream(socket, ownsSocket: true));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        // Not line by line: a CR before the LF is part of what it said.
        var buffer = new char[4096];
        var line = new StringBuilder();
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var length)
        {
            _output.Append(buffer, 0, length);
            foreach (var character in buffer.AsSpan(0, length))
            {
                if (character != '\n') line.Append(character);
                else
                {
                    _lines.Writer.TryWrite(line.ToString());
                    line.Clear();
                }
            }
        }
        _lines.Writer.Complete();
    }

    // In text "Listening on 127.0.0.1:2525 (", in JSON the same within a string.
    [GeneratedRegex(@"Listening on [^ ]*:(\d+)")]
    private static partial Regex PortOf();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

/// <summary>A fact about Unix signals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnUnixAttribute : FactAttribute
{
    public FactOnUnixAttribute()
    {
        if (OperatingSystem.IsWindows()) Skip = "Windows has no such signals.";
    }
}
