using System.Net;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>The world a transcript happens in: what its <c>given</c> lines say, and for the rest what holds without
/// them.</summary>
public sealed record Givens
{
    /// <summary>Nothing given: a server with the default settings, which takes everything.</summary>
    public static Givens None { get; } = new();

    /// <summary>The server's settings: <c>given host</c>, <c>role</c>, <c>tls</c>, <c>auth</c>, <c>limit</c>, <c>patience</c>,
    /// <c>without</c>, <c>bare line endings</c>.</summary>
    public Settings Settings { get; init; } = new();

    /// <summary><c>given client</c>: who connects, where the session does not say. By default an address that RFC 5737 keeps for
    /// documentation.</summary>
    public Peer Client { get; init; } = new(IPAddress.Parse("192.0.2.1"));

    /// <summary><c>given early talkers refused|welcome</c>: whether a client must wait for the greeting.</summary>
    public bool EarlyTalkersRefused { get; init; } = true;

    /// <summary><c>given mailboxes</c>: who has a mailbox here; their domains are ours.</summary>
    public Seq<Mailbox> Mailboxes { get; init; } = [];

    /// <summary><c>given domain</c>: more domains that are ours. One without any of the mailboxes takes mail for everyone in
    /// it.</summary>
    public Seq<HostName> Domains { get; init; } = [];

    /// <summary><c>given user NAME password PASSWORD</c>: who may log in.</summary>
    public Seq<GivenUser> Users { get; init; } = [];

    /// <summary><c>given ids from 12345</c>: the id of the first message; each later one is one more.</summary>
    public long FirstId { get; init; } = 1;

    /// <summary><c>given storage full</c>: there is no room for any message.</summary>
    public bool StorageFull { get; init; }

    /// <summary><c>given content shown</c>: the output shows what was stored, octet by octet.</summary>
    public bool ContentShown { get; init; }
}

/// <summary>Somebody who may log in. What SCRAM takes at random (salt, nonce) is fixed here.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Password">The password.</param>
/// <param name="Salt">SCRAM's salt.</param>
/// <param name="Iterations">SCRAM's iteration count.</param>
/// <param name="Nonce">The server's part of SCRAM's nonce.</param>
public sealed record GivenUser(string Name, Secret Password, Secret Salt, int Iterations, string Nonce);
