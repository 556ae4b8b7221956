namespace Smtp.Simulation;

/// <summary>The client's side of a connection that is a copy of another one: it says the same, as long as it hears the same, up to
/// some octet. Were it to go on blindly, it would itself take content for commands.</summary>
internal sealed class Ghost(Connection connection, Connection original, int limit) : IEnd
{
    private readonly Queue<(byte[] Octets, int Heard)> _says = [];
    private int _left = limit;
    private bool _ends;

    public void Repeat(byte[] octets)
    {
        _says.Enqueue((octets, original.Answers.Count));
        Go();
    }

    public void End()
    {
        _ends = true;
        Go();
    }

    public void Octets(byte[] octets) => Go();

    public void Handshake() { }

    public void Finished() { }

    public void Gone() { }

    private void Go()
    {
        while (_left > 0 && _says.TryPeek(out var next) && connection.Answers.Count >= next.Heard)
        {
            for (var i = 0; i < next.Heard; i++) if (connection.Answers[i].Code != original.Answers[i].Code) _left = 0;
            if (_left == 0) break;
            _says.Dequeue();
            connection.ToServer(next.Octets[..Math.Min(next.Octets.Length, _left)]);
            _left = Math.Max(0, _left - next.Octets.Length);
        }
        if (_left == 0 || (_ends && _says.Count == 0)) connection.Finish(toServer: true);
    }
}

/// <summary>A client that says a whole transaction at the greeting, and its content when it is asked for it.</summary>
internal sealed class Rogue(Connection connection, byte[] says, byte[] content) : IEnd
{
    private readonly OctetQueue _heard = new();
    private bool _said;

    public void Octets(byte[] octets)
    {
        _heard.Add(octets);
        if (!_said) connection.ToServer(says);
        _said = true;
        if (_heard.Span.IndexOf("\r\n354 "u8) < 0) return;
        _heard.Drop(_heard.Length);
        connection.ToServer(content);
        connection.Finish(toServer: true);
    }

    public void Handshake() { }

    public void Finished() { }

    public void Gone() { }
}
