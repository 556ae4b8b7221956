using Pidgin;
using static Pidgin.Parser;
using static Pidgin.Parser<char>;

namespace Smtp.Parsing.Search;

/// <summary>Reads a search as people write it: <c>from:ann subject:"the report" has:attachment -tag:done larger:1MB before:2026-01-31
/// hello</c>.</summary>
public static class SearchGrammar
{
    /// <summary>The longest query, in UTF-16 code units.</summary>
    public const int MaxLength = 1000;

    /// <summary>The most terms of a query.</summary>
    public const int MaxTerms = 32;

    // query  = *WSP [term *(1*WSP term) *WSP]
    // term   = ["-" / "!"] [field ":"] value
    // field  = ALPHA *(ALPHA / "-")
    // value  = phrase / word
    // phrase = DQUOTE *(any but DQUOTE) DQUOTE
    // word   = 1*(any but WSP)
    private static readonly Parser<char, bool> Not =
        Lookahead(OneOf('-', '!').Then(Token(one => !char.IsWhiteSpace(one)))).Then(Any).Optional().Map(sign => sign.HasValue);

    private static readonly Parser<char, string> Field = Try(
        Map((first, rest) => first + rest, Token(char.IsAsciiLetter), Token(one => char.IsAsciiLetter(one) || one == '-').ManyString())
            .Before(Char(':')));

    private static readonly Parser<char, Written> Phrase = Map(
        static (text, end) => new Written(text, Quoted: true, Closed: end.HasValue),
        Char('"').Then(Token(one => one != '"').ManyString()), Char('"').Optional());

    private static readonly Parser<char, Written> Value =
        Phrase.Or(Token(one => !char.IsWhiteSpace(one)).ManyString().Map(static text => new Written(text, Quoted: false, Closed: true)));

    private static readonly Parser<char, RawTerm> Term = Map(
        static (at, not, field, value) => new RawTerm(at, not, field.HasValue ? field.Value : null, value),
        CurrentOffset, Try(Not).Or(Return(false)), Field.Optional(), Value);

    private static readonly Parser<char, IEnumerable<RawTerm>> Query =
        SkipWhitespaces.Then(Lookahead(Any).Then(Term).Before(SkipWhitespaces).Many()).Before(End);

    /// <summary>Reads a query; whatever is not in the grammar is an error with its place.</summary>
    public static Either<SearchError, SearchQuery> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) return TooLong;
        // The grammar takes any text at all; what the words mean is looked at term by term.
        var raw = Query.ParseOrThrow(text).ToList();
        if (raw.Count > MaxTerms) return TooMany(raw[MaxTerms].Position);
        var terms = Seq<SearchTerm>.Empty;
        foreach (var term in raw)
        {
            if (!term.Value.Closed) return new SearchError(term.Position, "the quotation mark has no other to end at");
            var read = SearchTerms.Read(term);
            if (read.IsLeft) return read.LeftToSeq().Head;
            foreach (var test in read.RightToSeq()) terms = test.Match(terms.Add, terms);
        }
        return new SearchQuery(terms);
    }

    internal static SearchError TooLong { get; } = new(MaxLength, $"a search has {MaxLength} characters at most");

    internal static SearchError TooMany(int position) => new(position, $"a search has {MaxTerms} terms at most");

    /// <summary>A value as it was written.</summary>
    internal sealed record Written(string Text, bool Quoted, bool Closed);

    /// <summary>A term as it was written.</summary>
    internal sealed record RawTerm(int Position, bool Not, string? Field, Written Value)
    {
        /// <summary>Where the value begins.</summary>
        public int ValuePosition => Position + (Not ? 1 : 0) + (Field is null ? 0 : Field.Length + 1);
    }
}
