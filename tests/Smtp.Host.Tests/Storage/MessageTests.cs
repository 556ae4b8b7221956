using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

public sealed class MessageTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4097)]
    [InlineData(65535)]
    [InlineData(65536)]
    [InlineData(65537)]
    [InlineData(200_000)]
    [InlineData(10 * 1024 * 1024)]
    public async Task Content_comes_back_octet_by_octet(int size)
    {
        var content = Some.Octets(size);
        QueueId id;
        await using (var store = await _fixture.OpenAsync())
        {
            id = await store.AcceptAsync(content);
            Assert.Equal(content, await store.ReadAsync(id));
        }
        await using var again = await _fixture.OpenAsync();
        Assert.Equal(content, await again.ReadAsync(id));
        Assert.Equal(size, (await again.FindMessageAsync(id, StoreFixture.None))?.Size);
        Assert.Equal(size > 65536 ? 1 : 0, _fixture.BodyFiles().Length);
    }

    [Fact]
    public async Task The_envelope_is_kept_apart_from_the_content_and_whole()
    {
        var options = new MailOptions
        {
            Body = BodyType.EightBitMime,
            SmtpUtf8 = true,
            Return = ReturnContent.Headers,
            EnvelopeId = "QQ314159",
            Submitter = Some.Mailbox("carol"),
            RequireTls = true,
        };
        var envelope = Envelope.Empty(new ReversePath.Of(Some.Mailbox("δοκιμή", "παράδειγμα.example")), options)
            .With(new Recipient(
                new ForwardPath.Of(Some.Mailbox("john doe")),
                Notify.Success | Notify.Delay,
                new OriginalRecipient("rfc822", "j@example.com")))
            .With(new Recipient(ForwardPath.Postmaster.Path, Notify.Never, default));
        var client = Some.Client(new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384"), "carol@example.org");

        await using var store = await _fixture.OpenAsync();
        var id = await store.AcceptAsync("Subject: hi\r\n\r\n"u8.ToArray(), new Arrival(Origin.Of(client), envelope, Some.Time));
        var message = await store.FindMessageAsync(id, StoreFixture.None);

        Assert.NotNull(message);
        Assert.Equal(id, message.Id);
        Assert.Equal(Some.Time, message.ReceivedAt);
        Assert.Equal(15, message.Size);
        Assert.Equal(
            new Origin(
                "s1", "127.0.0.1", "client.example", "ESMTPSA", "TLSv1.3 TLS_AES_256_GCM_SHA384", "carol@example.org"),
            message.Origin);
        Assert.Equal(
            [
                new StoredRecipient("\"john doe\"@example.org", "SUCCESS,DELAY", "rfc822;j@example.com", "\"john doe\"@example.org"),
                new StoredRecipient("postmaster", "NEVER", null, "postmaster"),
            ],
            message.Envelope.To);
        Assert.Equal(
            new StoredEnvelope(
                "δοκιμή@παράδειγμα.example", message.Envelope.To, "8BITMIME", true, "HDRS", "QQ314159", "carol@example.org",
                true),
            message.Envelope);
        Assert.Equal("Subject: hi\r\n\r\n"u8.ToArray(), await store.ReadAsync(id));
    }

    [Fact]
    public async Task What_was_not_said_is_absent()
    {
        await using var store = await _fixture.OpenAsync();
        var envelope = Envelope.Empty(ReversePath.Null.Path, MailOptions.None)
            .With(Recipient.Of(new ForwardPath.Of(Some.Mailbox())));
        var id = await store.AcceptAsync([], new Arrival(Origin.Of(Some.Client()), envelope, Some.Time));

        var message = await store.FindMessageAsync(id, StoreFixture.None);

        Assert.NotNull(message);
        Assert.Equal([new StoredRecipient("bob@example.org", null, null, "bob@example.org")], message.Envelope.To);
        Assert.Equal(new StoredEnvelope("", message.Envelope.To, "7BIT", false, null, null, null, false), message.Envelope);
        Assert.Equal(new Origin("s1", "127.0.0.1", "client.example", "ESMTP", null, null), message.Origin);
    }

    [Fact]
    public async Task The_newest_come_first_and_no_more_than_asked_for()
    {
        await using var store = await _fixture.OpenAsync();
        var middle = await store.AcceptAsync([1], Some.Arrival(Some.Time));
        var oldest = await store.AcceptAsync([2], Some.Arrival(Some.Time.AddHours(-1)));
        var newest = await store.AcceptAsync([3], Some.Arrival(Some.Time.AddHours(1)));

        var all = await store.ListMessagesAsync(int.MaxValue, StoreFixture.None);
        var two = await store.ListMessagesAsync(2, StoreFixture.None);

        Assert.Equal([newest, middle, oldest], all.Select(message => message.Id));
        Assert.Equal([newest, middle], two.Select(message => message.Id));
        Assert.All(two, message => Assert.Equal("bob@example.org", Assert.Single(message.Envelope.To).Address));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_deleted_message_leaves_nothing(int size)
    {
        await using var store = await _fixture.OpenAsync();
        var kept = await store.AcceptAsync(Some.Octets(size, seed: 2));
        var id = await store.AcceptAsync(Some.Octets(size));

        Assert.True(await store.DeleteMessageAsync(id, StoreFixture.None));

        Assert.False(await store.DeleteMessageAsync(id, StoreFixture.None));
        Assert.Null(await store.FindMessageAsync(id, StoreFixture.None));
        Assert.Null(await store.OpenContentAsync(id, StoreFixture.None));
        Assert.Equal(Some.Octets(size, seed: 2), await store.ReadAsync(kept));
        Assert.Equal(size > 65536 ? 1 : 0, _fixture.BodyFiles().Length);
    }

    [Fact]
    public async Task Content_that_is_being_read_can_be_read_to_its_end_although_it_was_deleted()
    {
        var octets = Some.Octets(300_000);
        await using var store = await _fixture.OpenAsync();
        var id = await store.AcceptAsync(octets);
        await using var content = await store.OpenContentAsync(id, StoreFixture.None);
        Assert.NotNull(content);

        await store.DeleteMessageAsync(id, StoreFixture.None);

        using var read = new MemoryStream();
        await content.CopyToAsync(read);
        Assert.Equal(octets, read.ToArray());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public async Task A_body_that_is_never_accepted_leaves_nothing(int size)
    {
        await using var store = await _fixture.OpenAsync();
        await using (var body = store.CreateBody())
        {
            await body.WriteAsync(Some.Octets(size), StoreFixture.None);
            Assert.Equal(size, body.Size);
            Assert.Equal(size > 65536 ? 1 : 0, _fixture.BodyFiles().Length);
        }
        Assert.Empty(_fixture.BodyFiles());
        Assert.Empty(await store.ListMessagesAsync(10, StoreFixture.None));
    }

    [Fact]
    public async Task A_body_is_accepted_once()
    {
        await using var store = await _fixture.OpenAsync();
        await using var body = store.CreateBody();
        await store.AcceptAsync(Some.Arrival(), body, StoreFixture.None);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.AcceptAsync(Some.Arrival(), body, StoreFixture.None));
        Assert.Single(await store.ListMessagesAsync(10, StoreFixture.None));
    }

    [Fact]
    public async Task A_lost_file_is_an_error_and_no_missing_message()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await store.AcceptAsync(Some.Octets(100_000));
        File.Delete(Assert.Single(_fixture.BodyFiles()));

        var fault = await Assert.ThrowsAsync<StoreException>(() => store.OpenContentAsync(id, StoreFixture.None));
        Assert.Contains(id.Text, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Room_is_what_the_disk_has_above_the_reserve()
    {
        await using var store = await _fixture.OpenAsync();
        Assert.True(store.HasRoomFor(1));
        Assert.False(store.HasRoomFor(long.MaxValue));
        await store.DisposeAsync();

        await using var greedy = await StoreFixture.OpenAsync(_fixture.Settings with { DiskReserve = long.MaxValue });
        Assert.False(greedy.HasRoomFor(0));
    }
}
