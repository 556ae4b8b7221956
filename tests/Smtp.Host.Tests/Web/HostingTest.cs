using System.Net;
using System.Net.Sockets;
using Smtp.Host.Tests.Cli;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Web;

public sealed class HostingTest
{
    [Fact]
    public async Task Pages_and_mail_are_one_process()
    {
        await using var web = await WebServer.StartAsync();

        Assert.Equal("ok", await web.Client.GetStringAsync("/livez"));
        await web.SendAsync("Hello");
    }

    [Fact]
    public async Task Off_means_off()
    {
        await using var server = await TestServer.StartAsync(("web:listen", "off"));
        Assert.Null(server.WebUrl);
    }

    [Fact]
    public async Task A_stop_ends_those_who_listen_to_events()
    {
        await using var web = await WebServer.StartAsync(("timeouts:shutdown", "1m"));
        using var response = await web.Client.GetAsync("/events", HttpCompletionOption.ResponseHeadersRead);
        await using var events = await response.Content.ReadAsStreamAsync();

        await web.Server.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [FactOnUnix]
    public async Task The_welcome_says_where_the_pages_are()
    {
        var directory = Directory.CreateTempSubdirectory("smtp-web-");
        try
        {
            await using var server = SmtpProcess.Start(directory.FullName, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0");
            var url = (await server.LineAsync("Mail is shown at ")).Split(' ')[^1];
            using var client = new HttpClient();
            Assert.Equal("ok", await client.GetStringAsync(new Uri(new Uri(url), "/livez")));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [FactOnUnix]
    public async Task An_address_that_was_asked_for_and_is_taken_is_an_error()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var directory = Directory.CreateTempSubdirectory("smtp-web-");
        try
        {
            var (exit, _, error) = await SmtpProcess.RunAsync(directory.FullName, "--listen", "127.0.0.1:0", "--web", other.LocalEndpoint.ToString()!);
            Assert.Equal((1, $"smtp: Cannot listen on {other.LocalEndpoint}: another process listens there.\n"), (exit, error));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
