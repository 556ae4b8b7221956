using System.IO.Pipelines;
using System.Text;
using Smtp.Samples;

namespace Smtp.Host.Tests.Samples;

public sealed class StdioSampleTest
{
    [Fact]
    public async Task The_classroom_dialog_over_two_streams()
    {
        List<string> kept = [];
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(Say.Dialog));
        using var output = new MemoryStream();
        await StdioSample.RunAsync(input, output, Say.Yes(kept), CancellationToken.None).WaitAsync(Say.Patience);
        Assert.Equal(Say.Replies, Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(["Subject: Hello\r\n\r\nHello Bob\r\n"], kept);
    }

    [Fact]
    public async Task Turn_by_turn_each_reply_comes_before_the_next_line()
    {
        var (toServer, fromServer) = (new Pipe(), new Pipe());
        var running = StdioSample.RunAsync(
            toServer.Reader.AsStream(), fromServer.Writer.AsStream(), Say.Yes([]), CancellationToken.None);
        using var replies = new StreamReader(fromServer.Reader.AsStream());
        Assert.Equal("220 localhost ESMTP", await replies.ReadLineAsync().WaitAsync(Say.Patience));
        await toServer.Writer.WriteAsync("HELO example.com\r\n"u8.ToArray());
        var hello = await replies.ReadLineAsync().WaitAsync(Say.Patience);
        Assert.Equal("250 localhost Hello example.com, pleased to meet you", hello);
        await toServer.Writer.CompleteAsync();
        await running.WaitAsync(Say.Patience);
    }
}
