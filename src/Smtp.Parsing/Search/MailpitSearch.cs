using System.Text;

namespace Smtp.Parsing.Search;

/// <summary>Reads a search as Mailpit does, for those who wrote theirs for it: what is no filter is looked for as words, quotation marks
/// may stand around a whole term (<c>"subject:the report"</c>) as well as behind its colon, and what begins like the words looked for will
/// do. Filters that only <see cref="SearchGrammar"/> knows hold here too.</summary>
/// <remarks>One thing is not as it is there: a date that cannot be read is an error, where Mailpit leaves the filter out. Whoever deletes
/// what is older than that date would delete everything.</remarks>
public static class MailpitSearch
{
    /// <summary>Reads a query, of the same length and number of terms as one of <see cref="SearchGrammar"/>.</summary>
    public static Either<SearchError, SearchQuery> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > SearchGrammar.MaxLength) return SearchGrammar.TooLong;
        var words = Split(text);
        if (words.Count > SearchGrammar.MaxTerms) return SearchGrammar.TooMany(words[SearchGrammar.MaxTerms].Position);
        var terms = Seq<SearchTerm>.Empty;
        foreach (var word in words)
        {
            var read = Term(word);
            if (read.IsLeft) return read.LeftToSeq().Head;
            foreach (var term in read.RightToSeq()) terms = term.Match(terms.Add, terms);
        }
        return new SearchQuery(terms);
    }

    private static Either<SearchError, Option<SearchTerm>> Term((int Position, string Text) word)
    {
        var not = word.Text is ['-' or '!', _, ..];
        var text = not ? word.Text[1..] : word.Text;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            // A field with nothing behind it asks for nothing.
            if (SearchTerms.IsField(text[..colon]) && text.AsSpan(colon + 1).Trim().IsEmpty) return Option<SearchTerm>.None;
            var read = SearchTerms.Read(Raw(text[..colon], text[(colon + 1)..].Trim()));
            if (read.IsRight || SearchTerms.IsMoment(text[..colon])) return read;
        }
        return SearchTerms.Read(Raw(null, text));

        SearchGrammar.RawTerm Raw(string? field, string value) => new(word.Position, not, field, new(value, Quoted: false, Closed: true));
    }

    /// <summary>The words, each with its place; quotation marks hold words together and are no part of them.</summary>
    private static List<(int Position, string Text)> Split(string text)
    {
        var words = new List<(int, string)>();
        var word = new StringBuilder();
        var (begin, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (quoted || !char.IsWhiteSpace(text[i])))
            {
                if (word.Length == 0) begin = i;
                if (text[i] == '"') quoted = !quoted;
                else word.Append(text[i]);
            }
            else if (word.Length > 0)
            {
                words.Add((begin, word.ToString()));
                word.Clear();
            }
        }
        return words;
    }
}
