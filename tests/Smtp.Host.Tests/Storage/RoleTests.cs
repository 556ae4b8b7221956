using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

public sealed class RoleTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_tool_works_beside_a_host()
    {
        await using var host = await _fixture.OpenAsync();
        var large = await host.AcceptAsync(Some.Octets(100_000));
        await using var tool = await _fixture.OpenAsync(StoreRole.Tool);
        var small = await host.AcceptAsync([1, 2]);

        Assert.Equal(2, (await tool.ListMessagesAsync(10, StoreFixture.None)).Count);
        Assert.Equal(Some.Octets(100_000), await tool.ReadAsync(large));
        Assert.True(await tool.DeleteMessageAsync(large, StoreFixture.None));
        Assert.True(await tool.AddAccountAsync(new Account("bob", Passwords.Derive("x", 4096), Some.Time), StoreFixture.None));

        Assert.Equal(small, Assert.Single(await host.ListMessagesAsync(10, StoreFixture.None)).Id);
        Assert.Empty(_fixture.BodyFiles());
        Assert.NotNull(await host.FindAccountAsync("bob", StoreFixture.None));
        Assert.Equal(host.LoginSecret, tool.LoginSecret);
    }

    [Fact]
    public async Task Host_and_tools_write_at_the_same_time()
    {
        await using var host = await _fixture.OpenAsync();
        await using var tool = await _fixture.OpenAsync(StoreRole.Tool);
        var old = new List<QueueId>();
        for (var i = 0; i < 100; i++) old.Add(await host.AcceptAsync([1]));

        var accepting = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++) await host.AcceptAsync([2]);
        });
        var deleting = Task.Run(async () =>
        {
            foreach (var id in old) Assert.True(await tool.DeleteMessageAsync(id, StoreFixture.None));
        });
        await Task.WhenAll(accepting, deleting);

        Assert.Equal(100, (await host.ListMessagesAsync(1000, StoreFixture.None)).Count);
    }

    [Fact]
    public async Task A_second_host_is_told_which_directory_is_taken()
    {
        await using var host = await _fixture.OpenAsync();

        var fault = await Assert.ThrowsAsync<StoreException>(() => _fixture.OpenAsync());

        Assert.Contains(_fixture.Path, fault.Message, StringComparison.Ordinal);
        Assert.Contains("already running", fault.Message, StringComparison.Ordinal);
        await host.AcceptAsync([1]);
    }

    [Fact]
    public async Task The_next_host_may_come_when_the_first_has_gone()
    {
        await (await _fixture.OpenAsync()).DisposeAsync();
        await using var next = await _fixture.OpenAsync();
        await next.AcceptAsync([1]);
    }

    [Fact]
    public async Task A_tool_takes_no_mail()
    {
        await using var tool = await _fixture.OpenAsync(StoreRole.Tool);
        Assert.Throws<InvalidOperationException>(() => tool.CreateBody());
    }

    [Fact]
    public async Task A_host_removes_what_a_crash_left_behind_and_nothing_else()
    {
        QueueId id;
        await using (var store = await _fixture.OpenAsync()) id = await store.AcceptAsync(Some.Octets(100_000));
        var unnamed = Put("zz", "0123456789abcdzz.eml");
        var halfWritten = Put("tmp", "whatever");
        var foreign = Put("zz", "notes.txt");

        await (await _fixture.OpenAsync(StoreRole.Tool)).DisposeAsync();
        Assert.True(File.Exists(unnamed) && File.Exists(halfWritten));

        await using var host = await _fixture.OpenAsync();
        Assert.False(File.Exists(unnamed));
        Assert.False(File.Exists(halfWritten));
        Assert.True(File.Exists(foreign));
        Assert.Equal(Some.Octets(100_000), await host.ReadAsync(id));
    }

    [Fact]
    public async Task Nobody_else_may_look_into_the_store()
    {
        if (OperatingSystem.IsWindows()) return; // There, the directory's own rights decide.
        var data = Path.Combine(_fixture.Path, "a", "b");
        await using var store = await StoreFixture.OpenAsync(new StoreSettings(data) { DiskReserve = 0 });
        await store.AcceptAsync(Some.Octets(100_000));

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var contents = Directory.GetFiles(data, "*.eml", SearchOption.AllDirectories);
        foreach (var path in (string[])[data, .. Directory.GetFiles(data, "smtp.db*"), .. contents])
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & others);
    }

    [Fact]
    public async Task Something_that_is_no_store_is_left_alone()
    {
        var path = Path.Combine(_fixture.Path, "smtp.db");
        await File.WriteAllTextAsync(path, new string('x', 8192));

        var fault = await Assert.ThrowsAsync<StoreException>(() => _fixture.OpenAsync());

        Assert.Contains(_fixture.Path, fault.Message, StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), await File.ReadAllTextAsync(path));
    }

    private string Put(string directory, string name)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_fixture.Bodies, directory)).FullName, name);
        File.WriteAllText(path, "x");
        return path;
    }
}
