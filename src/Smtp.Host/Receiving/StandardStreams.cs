using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Serilog;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Storage;
using Smtp.Parsing.Framing;

namespace Smtp.Host.Receiving;

/// <summary>Standard input and output as a connection, the inetd way: whoever starts the process has accepted it.</summary>
/// <remarks>A read of standard input cannot be broken off once it waits, so a thread of its own reads, and the session, whose
/// patience ends, waits for the thread only. At the end of the session the process ends, and the thread with it.</remarks>
internal sealed class StandardStreams : IDuplexPipe
{
    private const int Block = 16 * 1024, StandardInput = 0, StandardError = 2;

    private readonly Stream _from;
    private readonly Pipe _input = new();

    /// <summary>Begins to read.</summary>
    public StandardStreams(Stream input, Stream output)
    {
        _from = input;
        Output = PipeWriter.Create(output);
        new Thread(Read) { IsBackground = true, Name = "standard input" }.Start();
    }

    /// <inheritdoc/>
    public PipeReader Input => _input.Reader;

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Who is at the other end of standard input, where that is a socket; otherwise somebody on this machine.</summary>
    public static Peer PeerOfStandardInput() => PeerOf(StandardInput);

    private static Peer PeerOf(int descriptor)
    {
        if (OperatingSystem.IsWindows()) return Peer.Local;
        try
        {
            // The descriptor stays open: it is not ours.
            using var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: false));
            return Peer.Of((socket.RemoteEndPoint as IPEndPoint)?.Address);
        }
        catch (SocketException)
        {
            return Peer.Local;                                // a terminal, a pipe or a file
        }
    }

    /// <summary>Holds one session over two streams, with the settings of the first listener, and keeps its mail in the store.
    /// Others of its kind may do so at the same time; a running host keeps them out.</summary>
    /// <exception cref="StoreException">The store cannot be opened; the client was told to come back later.</exception>
    public static async Task ServeAsync(
        LoadedConfiguration loaded, Stream input, Stream output, Peer peer, TimeProvider time, CancellationToken stop)
    {
        // inetd gives the socket as standard error too: what is written there would be read as a reply.
        if (PeerOf(StandardError).Address.IsSome) Console.SetError(TextWriter.Null);
        var (configuration, listener) = (new LiveConfiguration(loaded), loaded.Options.Listeners[0]);
        SqliteStore store;
        try
        {
            store = await SqliteStore.OpenAsync(StoreSettings.From(loaded), StoreRole.Session, Log.Logger, stop);
        }
        catch (Exception fault) when (fault is StoreException or StoreFullException)
        {
            await TurnAwayAsync(configuration.SettingsFor(listener, hasAccounts: false), peer, output, time, stop);
            throw;
        }
        await using var parts = new SmtpServer.Parts(store, configuration, time);
        await using var wire = new Wire(new StandardStreams(input, output), time, CancellationToken.None);
        using var asked = stop.Register(static wire => ((Wire)wire!).Stop(), wire);
        // A file or a program on this machine has all its lines ready; only over a network is that a sign of haste.
        var shell = parts.Shell;
        if (peer.Address.IsNone) shell = shell with { RefuseEarlyTalkers = false };
        await using var session = new SmtpConnection(wire, shell, Log.Logger);
        await session.RunAsync(await parts.SettingsForAsync(listener, stop), peer, SessionIds.Next());
    }

    /// <summary>421, unless the client waits for a TLS handshake: it could not read it.</summary>
    private static async Task TurnAwayAsync(Settings settings, Peer peer, Stream output, TimeProvider time, CancellationToken stop)
    {
        var (state, _) = Session.Open(settings with { Tls = TlsMode.None }, peer, SessionIds.Next(), time.GetUtcNow());
        if (settings.Tls == TlsMode.Implicit) return;
        var (_, replies) = Session.Step(state, new Command.Answered(new Verdict.Deferred(Reason.ClientRejected)));
        var wire = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var reply in replies) ReplyWriter.Write(reply, wire);
        await output.WriteAsync(wire.WrittenMemory, stop);
        await output.FlushAsync(stop);
    }

    private void Read()
    {
        var buffer = new byte[Block];
        try
        {
            while (_from.Read(buffer) is var count and > 0)
            {
                // This thread may wait: the session takes what it can hold, and the client waits behind it.
                if (_input.Writer.WriteAsync(buffer.AsMemory(0, count)).AsTask().GetAwaiter().GetResult().IsCompleted) return;
            }
            _input.Writer.Complete();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            _input.Writer.Complete(gone);
        }
    }
}
