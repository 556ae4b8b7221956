using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog.Core;
using Smtp.Domain.Receiving;
using Smtp.Host.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Where the real connection handler meets the client of a transcript.</summary>
internal abstract class Stage(Givens givens, Certificates certificates)
{
    public Givens Givens => givens;

    public ManualTime Time { get; } = new();

    public ScriptedAnswers Answers { get; } = new(givens);

    /// <summary>Connects a client; what it says early is there before the server looks.</summary>
    public abstract Task<(Stream Client, Wire Server)> ConnectAsync(Peer peer, string name, ReadOnlyMemory<byte> early);

    protected async Task ServeAsync(Wire wire, Peer peer, string name, bool early)
    {
        // The clock of a transcript goes on only by its own lines, so waiting for early talkers ends when they talk.
        var shell = new Shell(Answers, Answers, certificates, givens.EarlyTalkersRefused, early ? TimeSpan.FromDays(1) : TimeSpan.Zero, Time);
        await using (wire)
        {
            await using var connection = new SmtpConnection(wire, shell, Logger.None);
            await connection.RunAsync(givens.Settings, peer, name);
        }
    }
}

/// <summary>Two pipes in memory: no socket at all.</summary>
internal sealed class PipeStage(Givens givens, Certificates certificates) : Stage(givens, certificates), IAsyncDisposable
{
    private readonly List<Task> _sessions = [];

    public override async Task<(Stream Client, Wire Server)> ConnectAsync(Peer peer, string name, ReadOnlyMemory<byte> early)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        await toServer.Writer.WriteAsync(early);
        var wire = new Wire(new Duplex(toServer.Reader, toClient.Writer), Time, CancellationToken.None);
        _sessions.Add(Task.Run(async () =>
        {
            await ServeAsync(wire, peer, name, !early.IsEmpty);
            await toClient.Writer.CompleteAsync();
            await toServer.Reader.CompleteAsync();
        }));
        return (new ClientPipes(toClient.Reader, toServer.Writer), wire);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_sessions).WaitAsync(Player.Patience);

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;
        public PipeWriter Output => output;
    }
}

/// <summary>The client's ends of two pipes as one stream, which can end its writing side alone.</summary>
internal sealed class ClientPipes(PipeReader input, PipeWriter output) : Stream
{
    private readonly DuplexPipeStream _both = new(input, output);

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void EndWriting() => output.Complete();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _both.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            output.Complete();
            input.Complete();
        }
        base.Dispose(disposing);
    }
}

/// <summary>A loopback socket, accepted by Kestrel.</summary>
internal sealed class SocketStage : Stage, IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource<int> _port = new();
    private TaskCompletionSource<Wire> _wire = new();
    private (Peer Peer, string Name, bool Early) _next;

    public SocketStage(Givens givens, Certificates certificates) : base(givens, certificates)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        ListenOptions? bound = null;
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Run(OnConnectedAsync);
            bound = endpoint;
        }));
        _app = builder.Build();
        _app.Lifetime.ApplicationStarted.Register(() => _port.SetResult(bound!.IPEndPoint!.Port));
    }

    public Task StartAsync() => _app.StartAsync();

    public override async Task<(Stream Client, Wire Server)> ConnectAsync(Peer peer, string name, ReadOnlyMemory<byte> early)
    {
        _next = (peer, name, !early.IsEmpty);
        _wire = new TaskCompletionSource<Wire>(TaskCreationOptions.RunContinuationsAsynchronously);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, await _port.Task);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (!early.IsEmpty) await stream.WriteAsync(early);
        return (stream, await _wire.Task.WaitAsync(Player.Patience));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task OnConnectedAsync(ConnectionContext connection)
    {
        var (peer, name, early) = _next;
        var wire = new Wire(connection.Transport, Time, connection.ConnectionClosed);
        _wire.SetResult(wire);
        await ServeAsync(wire, peer, name, early);
    }
}
