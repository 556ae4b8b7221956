using Xunit.Sdk;

namespace Smtp.Tests.Snapshots;

/// <summary>The harness itself: what it writes, and when it fails.</summary>
public sealed class GoldenTest : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("golden-");

    private readonly List<(string, string)> _shown = [];

    private string Verified => Path.Combine(_directory.FullName, "x.verified.txt");

    private string Received => Path.Combine(_directory.FullName, "x.received.txt");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task What_is_equal_passes_and_leaves_nothing_received()
    {
        File.WriteAllText(Verified, "same\n");
        File.WriteAllText(Received, "from another time");
        await Compare("same\n");
        Assert.False(File.Exists(Received));
    }

    [Fact]
    public async Task What_differs_fails_and_is_received()
    {
        File.WriteAllText(Verified, "one\ntwo\n");
        var failure = await Assert.ThrowsAsync<FailException>(() => Compare("one\n2\n"));
        Assert.Contains("- two\n+ 2\n", failure.Message, StringComparison.Ordinal);
        Assert.Equal("one\n2\n", File.ReadAllText(Received));
        Assert.Equal([(Received, Verified)], _shown);
        Assert.Equal("one\ntwo\n", File.ReadAllText(Verified));
    }

    [Fact]
    public async Task What_nobody_has_verified_fails()
    {
        await Assert.ThrowsAsync<FailException>(() => Compare("new\n"));
        Assert.True(File.Exists(Received));
        Assert.False(File.Exists(Verified));
    }

    [Fact]
    public async Task In_CI_nothing_is_written()
    {
        await Assert.ThrowsAsync<FailException>(() => Compare("new\n", inCi: true));
        await Assert.ThrowsAsync<FailException>(() => Compare("new\n", inCi: true, accepting: true));
        Assert.Empty(_directory.GetFiles());
        Assert.Empty(_shown);
    }

    [Fact]
    public async Task What_is_accepted_becomes_verified()
    {
        File.WriteAllText(Received, "from another time");
        await Compare("new\n", accepting: true);
        Assert.Equal("new\n", File.ReadAllText(Verified));
        Assert.False(File.Exists(Received));
    }

    [Fact]
    public async Task Line_ends_and_a_byte_order_mark_make_no_difference()
    {
        File.WriteAllText(Verified, "\ufeffone\r\ntwo\r\n");
        await Compare("one\ntwo\n");
    }

    [Fact]
    public void A_difference_is_shown_with_a_few_lines_around_it() => Assert.Equal(
        "  ⋮\n  c\n  d\n  e\n- f\n+ F\n  g\n  h\n  i\n  ⋮\n",
        Differences.Between("a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk", "a\nb\nc\nd\ne\nF\ng\nh\ni\nj\nk"));

    private Task Compare(string text, bool inCi = false, bool accepting = false) =>
        Golden.Compare(text, Verified, Received, inCi, accepting, (received, verified) =>
        {
            _shown.Add((received, verified));
            return Task.CompletedTask;
        });
}
