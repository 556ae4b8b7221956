using Microsoft.Extensions.Configuration;
using Smtp.Host.Configuration;

namespace Smtp.Host.Tests.Configuration;

public sealed class ValuesTest
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5000000", 5_000_000)]
    [InlineData("100B", 100)]
    [InlineData("10KB", 10_000)]
    [InlineData("10kb", 10_000)]
    [InlineData("10MB", 10_000_000)]
    [InlineData("2GB", 2_000_000_000)]
    [InlineData("64KiB", 65_536)]
    [InlineData("64MiB", 67_108_864)]
    [InlineData("64 mib", 67_108_864)]
    [InlineData("1GiB", 1_073_741_824)]
    [InlineData("1TiB", 1_099_511_627_776)]
    public void Sizes(string text, long octets) => Assert.Equal(octets, Quantities.Size(text).Case);

    [Theory]
    [InlineData("")]
    [InlineData("MiB")]
    [InlineData("1.5MiB")]
    [InlineData("-1MiB")]
    [InlineData("1e3")]
    [InlineData("64 M")]
    [InlineData("9999999TiB")]
    [InlineData("99999999999999999999")]
    public void No_sizes(string text) => Assert.True(Quantities.Size(text).IsNone);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("5 M", 300_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("00:05:00", 300_000)]
    [InlineData("1.00:00:00.5", 86_400_500)]
    public void Times(string text, long milliseconds) => Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Quantities.Time(text).Case);

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("m")]
    [InlineData("-5m")]
    [InlineData("1.5h")]
    [InlineData("five minutes")]
    [InlineData("99999999999d")]
    public void No_times(string text) => Assert.True(Quantities.Time(text).IsNone);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1000, "1000")]
    [InlineData(67_108_864, "64MiB")]
    [InlineData(1_536, "1536")]
    [InlineData(1_073_741_824, "1GiB")]
    public void Sizes_are_shown_short(long octets, string text)
    {
        Assert.Equal(text, Quantities.WriteSize(octets));
        Assert.Equal(octets, Quantities.Size(text).Case);
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1_500, "1500ms")]
    [InlineData(90_000, "90s")]
    [InlineData(300_000, "5m")]
    [InlineData(86_400_000, "1d")]
    public void Times_are_shown_short(long milliseconds, string text)
    {
        Assert.Equal(text, Quantities.WriteTime(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Quantities.Time(text).Case);
    }

    [Fact]
    public void A_secret_is_never_shown()
    {
        var field = Field.Of("password", ValueKinds.Text("8 letters", text => text.Length == 8), (SmtpOptions o) => o.Data, (o, v) => o.Data = v, "")
            with
        { Secret = true };
        var key = new ConfigKey.One(field);
        var problems = new Problems(_ => "smtp.json");
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["password"] = "short" }).Build().GetSection("password");

        key.Bind(section, new SmtpOptions(), problems);

        Assert.Equal(["password: '********' is not allowed; give 8 letters (from smtp.json)"], problems.Lines);
        var shown = Assert.Single(key.Show(new SmtpOptions { Data = "12345678" }));
        Assert.Equal(("********", "********"), (shown.Text, shown.Json?.ToString()));
        Assert.Equal("", Assert.Single(key.Show(new SmtpOptions { Data = "" })).Text);
    }
}
