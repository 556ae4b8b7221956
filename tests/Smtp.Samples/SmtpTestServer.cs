using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Samples;

/// <summary>A mail server for tests: in this process, on a port of its own, with everything that it receives in memory.</summary>
public sealed class SmtpTestServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Settings _settings;
    private readonly TestScript _script = new();
    private readonly List<TestMessage> _messages = [];
    private readonly List<SampleSession> _sessions = [];
    private readonly List<Task> _running = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _accepting = Task.CompletedTask;

    private SmtpTestServer(Settings settings) => _settings = settings;

    /// <summary>Where it listens, on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What has come so far, the oldest first.</summary>
    public IReadOnlyList<TestMessage> Messages
    {
        get { lock (_gate) return [.. _messages]; }
    }

    /// <summary>Starts a server. It says yes to everything until <see cref="On"/> or <see cref="Follow"/> tell it
    /// otherwise.</summary>
    /// <param name="settings">What it offers and allows; without TLS. Every password is right.</param>
    public static Task<SmtpTestServer> StartAsync(Settings? settings = null)
    {
        var server = new SmtpTestServer(settings ?? new Settings());
        server._listener.Start();
        server._accepting = server.AcceptAsync();
        return Task.FromResult(server);
    }

    /// <summary>Scripts what happens at a moment. Of several, the first that is not used up is played.</summary>
    /// <param name="moment">When.</param>
    /// <param name="reaction">What.</param>
    /// <param name="times">How often, over all sessions.</param>
    public SmtpTestServer On(Moment moment, Reaction reaction, int times = 1)
    {
        _script.Add(moment, reaction, times);
        return this;
    }

    /// <summary>Scripts the server by the <c>?</c> and <c>!</c> lines of a transcript (see <see cref="TestScript"/>).</summary>
    /// <param name="transcript">The text of a <c>.smtp</c> file.</param>
    /// <exception cref="FormatException">It is no transcript.</exception>
    public SmtpTestServer Follow(string transcript)
    {
        _script.Add(transcript);
        return this;
    }

    /// <summary>Waits until there is such a message; it may have come already.</summary>
    /// <exception cref="TimeoutException">There was none in time; says what did come.</exception>
    public async Task<TestMessage> WaitForMessageAsync(Func<TestMessage, bool> predicate, TimeSpan timeout)
    {
        using var late = new CancellationTokenSource(timeout);
        for (var seen = 0; ;)
        {
            var (messages, news) = Look();
            while (seen < messages.Count) if (predicate(messages[seen++])) return messages[seen - 1];
            try
            {
                await news.WaitAsync(late.Token);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                throw new TimeoutException($"No such message came within {timeout.TotalSeconds:0.###} s. {WhatCame()}");
            }
        }
    }

    /// <summary>Closes all connections. What went wrong in the server itself, or in a reaction, is thrown here.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_running);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _running.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var _ = client;
        client.NoDelay = true;
        var peer = new Peer(((IPEndPoint)client.RemoteEndPoint!).Address);
        SampleSession session;
        lock (_gate)
        {
            session = new SampleSession(_settings, peer, Number(_sessions.Count + 1), AnswerAsync);
            _sessions.Add(session);
        }
        try
        {
            await session.RunAsync(
                receive: buffer => client.ReceiveAsync(buffer),
                send: async replies => await client.SendAsync(replies),
                _stop.Token);
            client.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The client is gone.
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async ValueTask<Command> AnswerAsync(Question question, ReadOnlyMemory<byte> content)
    {
        var command = await _script.NextAsync(question, _stop.Token) ?? new Command.Answered(Usual(question));
        if (question is Question.Accept message && command is Command.Answered { Verdict: Verdict.Accepted { Id: var id } })
            Keep(new TestMessage(id, message.Envelope, content.ToArray()));
        return command;
    }

    private Verdict Usual(Question question)
    {
        lock (_gate)
            return question is Question.Accept
                ? new Verdict.Accepted(new QueueId(Number(_messages.Count + 1)))
                : Verdict.Granted.Yes;
    }

    private void Keep(TestMessage message)
    {
        lock (_gate)
        {
            _messages.Add(message);
            _news.SetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private (IReadOnlyList<TestMessage> Messages, Task News) Look()
    {
        lock (_gate) return ([.. _messages], _news.Task);
    }

    private string WhatCame()
    {
        lock (_gate)
        {
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"Connections: {_sessions.Count}, messages: {_messages.Count}.");
            foreach (var message in _messages) text.Append("\n  message ").Append(message);
            foreach (var session in _sessions) text.Append("\n  connection ").Append(Where(session.State));
            return text.ToString();
        }
    }

    private static string Where(State state) =>
        state is State.Closed closed ? $"ended: {closed.Ending}" : $"open: {state.GetType().Name}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
