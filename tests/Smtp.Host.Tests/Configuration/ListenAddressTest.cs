using System.Net;
using Smtp.Host.Configuration;

namespace Smtp.Host.Tests.Configuration;

public sealed class ListenAddressTest
{
    public static TheoryData<string, ListenAddress> Good => new()
    {
        { "127.0.0.1:25", new ListenAddress.Ip(IPAddress.Loopback, 25) },
        { "0.0.0.0:0", new ListenAddress.Ip(IPAddress.Any, 0) },
        { "[::1]:2525", new ListenAddress.Ip(IPAddress.IPv6Loopback, 2525) },
        { "[::]:65535", new ListenAddress.Ip(IPAddress.IPv6Any, 65535) },
        { "*:25", new ListenAddress.Everywhere(25) },
        { "localhost:25", new ListenAddress.Localhost(25) },
        { "unix:/run/smtp.sock", new ListenAddress.Unix("/run/smtp.sock") },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Addresses_are_read_and_written_back(string text, ListenAddress address)
    {
        Assert.Equal(address, ListenAddress.Read(text).Case);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("25")]
    [InlineData(":25")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.0.0.1:-1")]
    [InlineData("127.0.0.1:+25")]
    [InlineData("127.0.0.1: 25")]
    [InlineData("127.1:25")]
    [InlineData("1:25")]
    [InlineData("[127.0.0.1]:25")]
    [InlineData("::1:25")]
    [InlineData("[::1]")]
    [InlineData("mail.example.org:25")]
    [InlineData("localhost:0")]
    [InlineData("unix:")]
    [InlineData("unix:/")]
    [InlineData("unix:relative/path")]
    [InlineData("unix:/run/")]
    [InlineData("unix:/a-path-of-more-than-a-hundred-and-seven-octets-which-no-system-would-take-as-the-address-of-a-socket-ever.sock")]
    public void Nothing_else_is_an_address(string text) => Assert.True(ListenAddress.Read(text).IsNone);

    [Theory]
    [InlineData("127.0.0.1:25", "mx", "127.0.0.1:25")]
    [InlineData("submission:127.0.0.1:2587", "submission", "127.0.0.1:2587")]
    [InlineData("LMTP:unix:/run/x", "lmtp", "unix:/run/x")]
    [InlineData("mx:[::1]:0", "mx", "[::1]:0")]
    public void A_role_may_stand_before_it(string text, string role, string address)
    {
        var listener = ListenerOptions.Read(text);
        Assert.Equal((role, address), (listener?.Role, listener?.Address));
    }

    [Theory]
    [InlineData("relay:127.0.0.1:25")]
    [InlineData("lmtp:mx:127.0.0.1:25")]
    public void No_other_word_may(string text) => Assert.Null(ListenerOptions.Read(text));
}
