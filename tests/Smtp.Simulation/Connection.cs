namespace Smtp.Simulation;

/// <summary>One side of a connection.</summary>
internal interface IEnd
{
    /// <summary>Octets have come.</summary>
    void Octets(byte[] octets);

    /// <summary>A TLS handshake is wanted, or granted.</summary>
    void Handshake();

    /// <summary>The other side says nothing more.</summary>
    void Finished();

    /// <summary>The connection is gone.</summary>
    void Gone();
}

/// <summary>A connection: two ways, on each of which octets come in the order in which they were sent, and late.</summary>
/// <remarks>TLS is not computed. A handshake is a mark among the octets, and once both sides have set theirs nobody between them can
/// read or write: only what happens around it is of interest here.</remarks>
internal sealed class Connection
{
    private readonly World _world;
    private readonly Way _toServer, _toClient;

    public Connection(World world, int id, int server)
    {
        (_world, Id, Server) = (world, id, server);
        (_toServer, _toClient) = (new Way(), new Way());
    }

    public int Id { get; }

    public int Server { get; }

    public IEnd? ClientEnd { get; set; }

    public IEnd? ServerEnd { get; set; }

    /// <summary>The message that is on its way over it.</summary>
    public Attempt? Attempt { get; set; }

    /// <summary>Every message that was on its way over it.</summary>
    public List<Attempt> Attempts { get; } = [];

    /// <summary>What the server said, reply by reply: to what, and the code.</summary>
    public List<(string To, int Code)> Answers { get; } = [];

    /// <summary>Whether somebody between them has added octets: then what is said means nothing any more.</summary>
    public bool IsTampered { get; private set; }

    /// <summary>Whether the client is nobody's: a copy of another connection, or a rogue.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Whether both sides are within TLS.</summary>
    public bool IsSecure { get; set; }

    /// <summary>What the client says is said once more here.</summary>
    public Ghost? Ghost { get; set; }

    /// <summary>Something broke that excuses a second copy.</summary>
    public void Interrupt()
    {
        foreach (var attempt in Attempts) if (!attempt.IsBooked) attempt.IsInterrupted = true;
    }

    public void ToServer(byte[] octets)
    {
        Ghost?.Repeat(octets);
        Send(_toServer, Tamper(octets), toServer: true);
    }

    public void ToClient(byte[] octets, bool startsTls)
    {
        // A reply in plaintext, behind the 220 to STARTTLS: the client must not take it for one that came within TLS.
        if (startsTls && Strikes(Fault.Injection)) octets = [.. octets, .. "250 2.0.0 Injected\r\n"u8];
        Send(_toClient, octets, toServer: false);
    }

    public void HandshakeToServer()
    {
        Ghost?.Repeat([0x16, 0x03, 0x01]);
        Deliver(_toServer, () => ServerEnd?.Handshake());
    }

    public void HandshakeToClient() => Deliver(_toClient, () => ClientEnd?.Handshake());

    /// <summary>A side has said all that it will.</summary>
    public void Finish(bool toServer)
    {
        var way = toServer ? _toServer : _toClient;
        if (toServer) Ghost?.End();
        Deliver(way, () => (toServer ? ServerEnd : ClientEnd)?.Finished());
        way.IsClosed = true;
    }

    /// <summary>The connection breaks: what is under way may be lost, and both sides learn of it some time.</summary>
    public void Break()
    {
        Interrupt();
        foreach (var (way, toServer) in ((Way, bool)[])[(_toServer, true), (_toClient, false)])
        {
            if (_world.Random.Below(2) == 0) way.Epoch++;
            Deliver(way, () => (toServer ? ServerEnd : ClientEnd)?.Gone());
            way.IsClosed = true;
        }
    }

    private bool Strikes(Fault fault)
    {
        if (!_world.Plan.Strikes(fault)) return false;
        if (fault == Fault.Injection)
        {
            IsTampered = true;
            Interrupt();
        }
        return true;
    }

    private byte[] Tamper(byte[] octets)
    {
        if (IsSecure || IsForeign || !octets.AsSpan().EndsWith("STARTTLS\r\n"u8) || !Strikes(Fault.Injection)) return octets;
        var random = _world.Plan.Of(Fault.Injection);
        return random.Below(3) == 0
            ? [.. random.Of("NOOP\r\n", "RSET\r\n", "EHLO evil.example\r\n", "MAIL FROM:<evil@evil.example>\r\n").Select(one => (byte)one), .. octets]
            : [.. octets, .. _world.Evil(Server)];
    }

    private void Send(Way way, byte[] octets, bool toServer)
    {
        if (way.IsClosed || octets.Length == 0) return;
        if (_world.Plan.Strikes(Fault.Cut))
        {
            Pieces(way, octets[.._world.Plan.Of(Fault.Cut).Below(octets.Length + 1)], toServer);
            Break();
        }
        else if (toServer && _world.Plan.Strikes(Fault.HalfClose))
        {
            Pieces(way, octets[.._world.Plan.Of(Fault.HalfClose).Below(octets.Length + 1)], toServer);
            Interrupt();
            Finish(toServer);
        }
        else Pieces(way, octets, toServer);
    }

    private void Pieces(Way way, byte[] octets, bool toServer)
    {
        var random = _world.Plan.Of(Fault.Resegmentation);
        while (octets.Length > 1 && _world.Plan.Strikes(Fault.Resegmentation))
        {
            var length = random.Between(1, octets.Length - 1);
            Piece(way, octets[..length], toServer);
            octets = octets[length..];
        }
        if (octets.Length > 0) Piece(way, octets, toServer);
    }

    private void Piece(Way way, byte[] octets, bool toServer) => Deliver(way, () => (toServer ? ServerEnd : ClientEnd)?.Octets(octets));

    private void Deliver(Way way, Action what)
    {
        if (way.IsClosed) return;
        var takes = TimeSpan.FromMilliseconds(_world.Random.Between(1, 40));
        if (_world.Plan.Strikes(Fault.Delay))
        {
            takes = TimeSpan.FromSeconds(_world.Plan.Of(Fault.Delay).Between(1, 900));
        }
        var at = _world.Now + takes;
        if (at < way.Latest) at = way.Latest;
        way.Latest = at;
        var epoch = way.Epoch;
        _world.At(at, () => { if (way.Epoch == epoch) what(); });
    }

    private sealed class Way
    {
        public TimeSpan Latest { get; set; }

        public bool IsClosed { get; set; }

        /// <summary>What was sent in an earlier one does not come any more.</summary>
        public int Epoch { get; set; }
    }
}
