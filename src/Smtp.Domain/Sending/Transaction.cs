using LanguageExt.ClassInstances;

namespace Smtp.Domain.Sending;

/// <summary>A message that is being handed over: what is known of its recipients so far, each named by its place in the
/// envelope.</summary>
/// <param name="Message">The message.</param>
/// <param name="Form">How its content travels.</param>
/// <param name="Addressed">The recipients that RCPT is said for.</param>
/// <param name="Decided">The outcomes that are known. How its keys compare is told, or it would be looked for in all assemblies when
/// the first outcome is.</param>
/// <param name="Accepted">The recipients that the server took, in the order of its replies.</param>
/// <param name="IsOpen">Whether the server took MAIL, so that RSET is due should nothing come of it.</param>
public sealed record Transaction(
    Outgoing Message, ContentForm Form, Seq<int> Addressed, HashMap<EqInt, int, Outcome> Decided, Seq<int> Accepted, bool IsOpen)
{
    internal Transaction Decide(int recipient, Outcome outcome) =>
        this with { Decided = Decided.AddOrUpdate(recipient, outcome) };

    /// <summary>The same outcome for all that have none.</summary>
    internal Transaction DecideRest(Outcome outcome)
    {
        var decided = Decided;
        for (var i = 0; i < Message.Envelope.Recipients.Count; i++)
            if (!decided.ContainsKey(i)) decided = decided.Add(i, outcome);
        return this with { Decided = decided };
    }

    /// <summary>All outcomes; where one is not known, this one.</summary>
    internal Handover Finish(Outcome otherwise)
    {
        Seq<Outcome> outcomes = [];
        for (var i = 0; i < Message.Envelope.Recipients.Count; i++) outcomes = outcomes.Add(Decided.Find(i).IfNone(otherwise));
        return new Handover(Message, outcomes);
    }
}

/// <summary>How content travels.</summary>
public abstract record ContentForm
{
    private ContentForm() { }

    /// <summary>Behind DATA: dots stuffed, CRLF.CRLF at the end (RFC 5321 §4.5.2).</summary>
    public sealed record Dotted : ContentForm;

    /// <summary>Behind <c>BDAT size LAST</c>: the octets as they are (RFC 3030 §2).</summary>
    /// <param name="Size">How many.</param>
    public sealed record Chunk(long Size) : ContentForm;

    /// <summary>Behind a DATA that was answered by 354 although no recipient was taken: nothing but the final dot
    /// (RFC 2920 §3.1).</summary>
    public sealed record Nothing : ContentForm;
}
