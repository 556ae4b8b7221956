using System.Text.RegularExpressions;

namespace Smtp.Host.Web.Mail;

/// <summary>One-time codes in a message: what somebody would type off it to log in or to confirm. A number alone is none; the words
/// around it make it one.</summary>
internal static partial class OneTimeCodes
{
    /// <summary>So many codes of a message are told.</summary>
    public const int Most = 10;

    private const int MostRead = 64 * 1024;
    private const int MostCandidates = 500;
    private const int Around = 80;
    private const int MostExplained = 50;

    /// <summary>The codes, each once, the most likely first.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="texts">The plain text of the message, and the text of its HTML.</param>
    public static IReadOnlyList<string> Of(string subject, params IEnumerable<string> texts)
    {
        var found = new List<(string Code, int Score)>();
        foreach (var text in texts) found.AddRange(Find($"{subject}\n{(text.Length > MostRead ? text[..MostRead] : text)}\n"));
        // The order is kept among equals.
        return [.. found.OrderByDescending(one => one.Score).Select(one => one.Code).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    private static IEnumerable<(string Code, int Score)> Find(string text)
    {
        text = WithoutAddresses(text);
        var speaksOfCodes = Keyword().IsMatch(text);
        if (!speaksOfCodes && !Order().IsMatch(text)) yield break;
        foreach (var match in Candidates().Matches(text).Take(MostCandidates))
        {
            var score = Score(text, match, speaksOfCodes);
            if (score > 0) yield return (Spaces().Replace(match.Value, ""), score);
        }
    }

    private static int Score(string text, Match match, bool speaksOfCodes)
    {
        var end = EndOf(match);
        // What stands in brackets interrupts: "Your code (valid for 10 minutes): 123456".
        var before = Brackets().Replace(text[Math.Max(0, match.Index - Around)..match.Index], "");
        var after = text[end..Math.Min(text.Length, end + Around)];
        // What follows each word for a code
        var gaps = Keyword().Matches(before).Select(word => before[EndOf(word)..]).ToList();
        // "Your code: 123456", "code is 123456"
        if (gaps.Any(gap => Introduction().IsMatch(gap))) return 5;
        // "123456 is your code"
        if (IsExplained(after)) return 4;
        // "Enter 123456 to sign in"
        if (Ordered().IsMatch(before) && Purpose().IsMatch(after)) return 4;
        if (Year().IsMatch(match.Value)) return 0;
        var isNumber = !match.Value.Any(char.IsAsciiLetter) || Prefixed().IsMatch(match.Value);
        // "The code that you need for Example is 123456"
        if (gaps.Find(gap => Gap().IsMatch(gap)) is { } near && !Other().IsMatch(near) && (isNumber || near.TrimEnd().EndsWith(':'))) return 3;
        // By itself on a line of a message that speaks of a code
        var isAlone = before.TrimEnd(' ', '\t', '\u00A0') is "" or [.., '\n'] && after.TrimStart(' ', '\t', '\u00A0', '\r') is "" or ['\n', ..];
        return isAlone && speaksOfCodes && isNumber && !match.Groups["digits"].Success ? 2 : 0;
    }

    private static bool IsExplained(string after) =>
        Verb().Match(after) is { Success: true } verb && Keyword().Match(after, verb.Length) is { Success: true } word
        && word.Index - verb.Length <= MostExplained && after.AsSpan(verb.Length..word.Index).IndexOfAny(".!?\n") < 0;

    private static int EndOf(Match match) => match.Index + match.Length;

    // What stands in an address is nobody's to type. The places of everything else stay the same.
    private static string WithoutAddresses(string text)
    {
        var plain = text.ToCharArray();
        foreach (var (index, url) in MailLinks.InText(text)) plain.AsSpan(index, url.Length).Fill('_');
        foreach (var match in MailAddresses().Matches(text).Cast<Match>()) plain.AsSpan(match.Index, match.Length).Fill('_');
        return new string(plain);
    }

    // What is a number to be typed, and what only looks like one: no part of a longer number, a price, a date, a telephone number,
    // a colour; nothing that is counted. Digits may stand apart, each in a cell of its own.
    [GeneratedRegex("""
        (?<![\w\#$€£¥+@&%_])(?<!\d[.,:/\-\ \u00A0()])(?<!\)[\ \-]?)(?<![$€£¥]\ )
        (?:
            [A-Z]{1,4}-\d{4,8}
          | \d{3}[\ \u00A0-]\d{3}
          | \d{4}[\ \u00A0-]\d{4}
          | \d{2}[\ \u00A0-]\d{2}[\ \u00A0-]\d{2}
          | \d{4,8}
          | (?<digits>\d(?:\s{1,8}\d){3,7})
          | (?=[A-Z-]{0,9}\d|\d[\d-]{0,9}[A-Z])[A-Z0-9]{3,5}-[A-Z0-9]{3,5}
          | (?=[A-Z]{1,9}\d|\d{1,9}[A-Z])[A-Z0-9]{5,10}
        )
        (?![\w%€$£¥°])(?![.,:/\-]\w)(?!\ ?-?\ ?\d)
        (?!\s?(?:EUR|USD|GBP|CHF|dollars?|euros?|minutes?|mins?|hours?|hrs|days?|weeks?|seconds?|sec|Uhr|Minuten|Stunden|Tagen?|years?|km|kg|px|pt
            |MB|GB|kB|people|users|points|percent|characters|digits)\b)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Candidates();

    private const RegexOptions Words = RegexOptions.IgnorePatternWhitespace | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex("""
        (?:(?<![\p{L}-])(?:one[-\ ]?time|temporary|single[-\ ]use|einmal)[-\ ]?(?:password|passwort|kennwort|pass)
        |(?<![\p{L}-])(?:otp|totp|m?tan|pin|passcode|security\ token)(?!\p{L})
        |(?<!\b(?:zip|postal|post|promo|promotional?|coupon|discount|voucher|gift|referral|area|country|dial(?:l?ing)?|error|status|exit|response
            |source|bar|qr|dress|product|item|swift|bic|sort|tax|colou?r|reference|tracking|order|booking|uni)[-\ ]?)code[sn]?(?!\p{L})(?!\ (?:of|review|base)\b)
        |(?<!\p{L})(?:c[oó]d(?:igo|ice)|kode?|koodi|kód|код)(?!\p{L})|验证码|驗證碼|認証コード|確認コード|인증번호)
        """, Words)]
    private static partial Regex Keyword();

    [GeneratedRegex("""^(?:\s+number)?\s*(?:(?:is|was|ist|lautet|est|es|è|é|är|are)\b)?[\s:=\-–—>'"“”„‘’*#(\[]*$""", Words)]
    private static partial Regex Introduction();

    [GeneratedRegex("""^(?:[^\d.!?]|[.!?](?!\s)){0,70}\z""")]
    private static partial Regex Gap();

    [GeneratedRegex("""^["'”’*)\]]*\s{1,3}(?:is|ist|est|es|è|é|as|als|are)\s""", Words)]
    private static partial Regex Verb();

    [GeneratedRegex("""\b(?:enter|use|type|submit|provide)\s+["'“‘*]*$""", Words)]
    private static partial Regex Ordered();

    [GeneratedRegex("""^["'”’*]*\s+to\s+(?:verify|confirm|log|sign|complete|activate|finish|continue|authenticate|authori[sz]e|access|reset)\b""", Words)]
    private static partial Regex Purpose();

    [GeneratedRegex("""\b(?:enter|use|type|submit|provide)\s""", Words)]
    private static partial Regex Order();

    // Between the word and the number somebody speaks of another number.
    [GeneratedRegex("""\b(?:order|invoice|ticket|case|ref(?:erence)?|call|phone|tel|telefon|fax|zip|year|version|room|since|expires?|expire|valid|until|©|copyright|street|box)\b""", Words)]
    private static partial Regex Other();

    [GeneratedRegex("""^(?:19|20)\d\d$""")]
    private static partial Regex Year();

    [GeneratedRegex("""^[A-Z]{1,4}-\d{4,8}$""")]
    private static partial Regex Prefixed();

    [GeneratedRegex("""\([^()]*\)\s?""")]
    private static partial Regex Brackets();

    [GeneratedRegex("""\s+""")]
    private static partial Regex Spaces();

    [GeneratedRegex("""[^\s<>@"]{1,64}@[^\s<>@"]{1,255}""")]
    private static partial Regex MailAddresses();
}
