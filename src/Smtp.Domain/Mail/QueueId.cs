namespace Smtp.Domain.Mail;

/// <summary>The name of one accepted message: what <c>250 Ok: queued as ID</c> says, what every command takes.</summary>
/// <param name="Text">1 to 64 letters, digits or hyphens.</param>
public readonly record struct QueueId(string Text)
{
    /// <summary>Whether the text can be the name of a message.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 64) return false;
        foreach (var character in text)
            if (!char.IsAsciiLetterOrDigit(character) && character != '-') return false;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
