using System.Diagnostics;
using Smtp.Host.Web.Mail;

namespace Smtp.Host.Tests.Web.Mail;

public sealed class OneTimeCodesTest
{
    [Theory]
    [InlineData("Your code is 1234", "1234")]
    [InlineData("Your code is 123456.", "123456")]
    [InlineData("Your verification code: 482913", "482913")]
    [InlineData("Verification code - 482913", "482913")]
    [InlineData("Your verification code for Example is: 482913", "482913")]
    [InlineData("G-123456 is your Google verification code.", "G-123456")]
    [InlineData("482913 is your Example login code", "482913")]
    [InlineData("Use 482913 as your one-time password", "482913")]
    [InlineData("Enter 482913 to confirm your address", "482913")]
    [InlineData("Please enter this code to continue:\n\n    482913\n\nIt expires in 10 minutes.", "482913")]
    [InlineData("Your code is\n482913\nDo not share it.", "482913")]
    [InlineData("Hello,\n\n482913\n\nEnter the code above within 15 minutes.", "482913")]
    [InlineData("Your code is 123 456", "123456")]
    [InlineData("Your code is 123-456", "123-456")]
    [InlineData("Your code:\n1\n2\n3\n4\n5\n6\n", "123456")]
    [InlineData("Your Slack code: ABC-D3F", "ABC-D3F")]
    [InlineData("Steam code: X7K2P", "X7K2P")]
    [InlineData("Enter this code on the device:\n\nWDJB-M4HT\n", "WDJB-M4HT")]
    [InlineData("Your PIN is 0042", "0042")]
    [InlineData("OTP: 991122. Valid for 300 seconds.", "991122")]
    [InlineData("Your one-time password is 73519264", "73519264")]
    [InlineData("Your temporary password is 839201", "839201")]
    [InlineData("code=482913", "482913")]
    [InlineData("Your code (valid for 10 minutes): *482913*", "482913")]
    [InlineData("Your code is 2024", "2024")]
    [InlineData("Ihr Bestätigungscode lautet 482913", "482913")]
    [InlineData("Ihr Einmalpasswort: 482913", "482913")]
    [InlineData("482913 ist Ihr Anmeldecode", "482913")]
    [InlineData("Votre code de vérification est 482913", "482913")]
    [InlineData("Tu código de verificación es 482913", "482913")]
    [InlineData("您的验证码：482913", "482913")]
    [InlineData("Your recovery codes:\n1234-5678\n2345-6789\n", "1234-5678 2345-6789")]
    public void A_code_is_found_by_the_words_around_it(string text, string codes) =>
        Assert.Equal(codes.Split(' '), OneTimeCodes.Of("", text));

    [Theory]
    [InlineData("© 2026 Example Inc.")]
    [InlineData("Your code will be sent in 2026.")]
    [InlineData("Your code expires in 1440 minutes.")]
    [InlineData("Order #123456 has been shipped.")]
    [InlineData("Your order number is 123456.")]
    [InlineData("The code is in another mail. Your invoice is 4711-0815.")]
    [InlineData("Call +49 30 123456 if you need a code.")]
    [InlineData("Call (555) 123-4567 for your code.")]
    [InlineData("No code? Call 555-0123.")]
    [InlineData("Your code was not used. Phone: 030 1234567")]
    [InlineData("Code review of 12345 lines")]
    [InlineData("Total: $1234 and 1234 EUR, with code")]
    [InlineData("Total: 1,234.56, 1.234,56, € 1234. Enter it.")]
    [InlineData("The colour code is #123456; another is #A1B2C3")]
    [InlineData("Use promo code 123456 to save")]
    [InlineData("Your discount code: SAVE20")]
    [InlineData("ZIP code: 12345")]
    [InlineData("postal code 90210")]
    [InlineData("Error code: 500123")]
    [InlineData("The code came on 2026-01-31 at 12:30")]
    [InlineData("Meeting 10:30-11:30, room 4711")]
    [InlineData("Your code: https://example.org/verify/123456")]
    [InlineData("Your code was sent to 123456@example.org")]
    [InlineData("The code has 1234567890123 lines")]
    [InlineData("Your code works with HTML5 and SHA256")]
    [InlineData("123456")]
    [InlineData("See you at 1234 Main Street")]
    [InlineData("")]
    public void A_number_without_such_words_is_none(string text) => Assert.Empty(OneTimeCodes.Of("", text));

    [Fact]
    public void The_subject_has_codes_and_words_too()
    {
        Assert.Equal(["482913"], OneTimeCodes.Of("482913 is your code", "Welcome."));
        Assert.Equal(["482913"], OneTimeCodes.Of("Your security code", "482913"));
    }

    [Fact]
    public void The_most_likely_comes_first_and_each_once() =>
        Assert.Equal(["482913", "111222"], OneTimeCodes.Of("", "Hello\n\n111222\n\nYour code is 482913", "Your code is 482913"));

    [Fact]
    public void In_HTML_what_is_seen_counts()
    {
        const string Html = """
            <html><head><title>Code 999999</title><style>td{color:#123456;width:1234px}</style></head>
            <body bgcolor="#445566"><p>Your code is</p><table><tr><td style="color:#654321"><b>482</b><b>913</b></td></tr></table>
            <p>Example Ltd, 1234 Main Street, 2026</p></body></html>
            """;
        Assert.Equal(["482913"], OneTimeCodes.Of("Hello", MailText.OfHtml(Html, 10_000)));
    }

    [Fact]
    public void Digits_in_cells_of_their_own_are_one_code() =>
        Assert.Equal(["482913"], OneTimeCodes.Of("", MailText.OfHtml(
            "<p>Your code:</p><table><tr><td>4</td><td>8</td><td>2</td><td>9</td><td>1</td><td>3</td></tr></table>", 10_000)));

    [Fact]
    public void Long_and_hostile_texts_take_no_time()
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var unit in new[] { "code ", "1 ", "123456 ", "code 123456", "A1-", "use 1234 to ", "codecodecode", "(", "@", "a@" })
            OneTimeCodes.Of(unit, string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)));
        // Milliseconds, on an idle machine; what grows with the square of the length would take hours.
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60));
    }
}
