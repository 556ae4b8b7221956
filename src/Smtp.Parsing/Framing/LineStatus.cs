namespace Smtp.Parsing.Framing;

/// <summary>What became of a line.</summary>
public enum LineStatus
{
    /// <summary>The line is not whole yet: read more, and call again with all that was not consumed.</summary>
    Incomplete,

    /// <summary>A whole line, without its CRLF.</summary>
    Complete,

    /// <summary>A line longer than the limit came to its end; it was not kept.</summary>
    TooLong,

    /// <summary>The line ended with, or held, a bare LF or a bare CR.</summary>
    BareLineEnding,

    /// <summary>The octets are no text at all: a TLS ClientHello.</summary>
    Foreign,
}
