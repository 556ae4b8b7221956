using System.Text;
using Smtp.Domain.Receiving;
using Smtp.Samples;

namespace Smtp.Host.Tests.Samples;

public sealed class SampleSessionTest
{
    [Fact]
    public async Task However_the_octets_are_cut_the_replies_are_the_same()
    {
        foreach (var size in Enumerable.Range(1, Say.Dialog.Length))
        {
            List<string> kept = [];
            Assert.Equal(Say.Replies, await AllAsync(Say.Dialog, size, kept));
            Assert.Equal(["Subject: Hello\r\n\r\nHello Bob\r\n"], kept);
        }
    }

    [Fact]
    public async Task Chunks_are_put_together_and_those_out_of_place_are_skipped()
    {
        const string dialog = "BDAT 6\r\nQUIT\r\nEHLO example.com\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.org>\r\n"
            + "BDAT 4\r\nSubjBDAT 0\r\nBDAT 8 LAST\r\nect: x\r\nQUIT\r\n";
        foreach (var size in Enumerable.Range(1, dialog.Length))
        {
            List<string> kept = [];
            var replies = await AllAsync(dialog, size, kept);
            Assert.Contains("503 5.5.1 Send EHLO first\r\n", replies, StringComparison.Ordinal);
            Assert.EndsWith(
                "250 2.0.0 4 octets received\r\n250 2.0.0 0 octets received\r\n"
                + "250 2.0.0 Ok: queued as 12345\r\n221 2.0.0 Bye\r\n",
                replies, StringComparison.Ordinal);
            Assert.Equal(["Subject: x\r\n"], kept);
        }
    }

    [Fact]
    public async Task A_message_that_is_refused_leaves_nothing_in_the_next_one()
    {
        List<string> kept = [];
        var replies = await AllAsync(Say.Dialog.Replace("Hello Bob\r\n", "Hello\nBob\r\n").Replace("QUIT\r\n", Say.Dialog), 7, kept);
        Assert.Contains("550 Content holds a CR or LF", replies, StringComparison.Ordinal);
        Assert.Equal(["Subject: Hello\r\n\r\nHello Bob\r\n"], kept);
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_told_so()
    {
        var settings = new Settings { Patience = new Patience { Command = TimeSpan.FromMilliseconds(1) } };
        var session = new SampleSession(settings, Peer.Local, "1", Say.Yes([]));
        var said = new StringBuilder();
        await session.RunAsync(
            receive: _ => new ValueTask<int>(new TaskCompletionSource<int>().Task),
            send: replies =>
            {
                said.Append(Encoding.UTF8.GetString(replies.Span));
                return ValueTask.CompletedTask;
            },
            CancellationToken.None).WaitAsync(Say.Patience);
        Assert.Equal("220 localhost ESMTP\r\n421 4.4.2 Timeout, closing connection\r\n", said.ToString());
        Assert.Equal(new State.Closed(Ending.TimedOut), session.State);
    }

    private static async Task<string> AllAsync(string dialog, int size, List<string> kept)
    {
        var session = new SampleSession(new Settings(), Peer.Local, "1", Say.Yes(kept));
        List<byte> said = [.. await session.TakeAsync(default)];
        foreach (var part in Encoding.UTF8.GetBytes(dialog).Chunk(size)) said.AddRange(await session.TakeAsync(part));
        return Encoding.UTF8.GetString([.. said]);
    }
}
