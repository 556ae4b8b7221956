namespace Smtp.Simulation;

/// <summary>What goes wrong in a world.</summary>
internal enum Fault
{
    /// <summary>A connection is lost, at any octet.</summary>
    Cut,

    /// <summary>A client's side of a connection is closed, at any octet; the server's stays open.</summary>
    HalfClose,

    /// <summary>Octets, answers or the disk take long; at times longer than anybody's patience.</summary>
    Delay,

    /// <summary>The same octets come in other pieces.</summary>
    Resegmentation,

    /// <summary>A second connection brings the same octets once more, to any of them.</summary>
    Duplicate,

    /// <summary>A machine stops between two steps. What was not synced may be gone.</summary>
    Crash,

    /// <summary>The disk takes nothing more.</summary>
    DiskFull,

    /// <summary>A question is answered with "not now".</summary>
    Deferred,

    /// <summary>A handshake fails.</summary>
    TlsFailure,

    /// <summary>A machine's clock is set to another time.</summary>
    ClockJump,

    /// <summary>Somebody between them adds plaintext around STARTTLS.</summary>
    Injection,

    /// <summary>Somebody tries to smuggle a second message inside a first (<c>LF.LF</c> and its kin).</summary>
    Smuggling,
}
