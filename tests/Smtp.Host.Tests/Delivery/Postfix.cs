using Smtp.Host.Tests.Clients;

namespace Smtp.Host.Tests.Delivery;

/// <summary>A Postfix of its own: its configuration, queue and mailboxes are below one directory, and it listens on loopback.</summary>
internal sealed class Postfix : IAsyncDisposable
{
    // It forks some programs before it answers; one that does not start says why.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory;
    private int _disposed;

    private Postfix(DirectoryInfo directory, int port) => (_directory, Port) = (directory, port);

    /// <summary>Where it takes mail.</summary>
    public int Port { get; }

    /// <summary>The Maildir of <c>example.net</c>, where it keeps the mail of everybody in that domain.</summary>
    public string Mailbox => Path.Combine(_directory.FullName, "mail", "all", "new");

    /// <summary>Why it cannot be run here; null where it can.</summary>
    public static string? Missing =>
        Programs.Find("postfix") is null && !File.Exists("/usr/sbin/postfix") ? "postfix is not installed"
        : Environment.UserName != "root" ? "postfix starts as root only"
        : null;

    /// <summary>Starts it: mail to example.net it keeps, all other mail it hands to the next hop.</summary>
    /// <param name="nextHop">The port of a server on this machine.</param>
    public static async Task<Postfix> StartAsync(int nextHop = 9)
    {
        var directory = Directory.CreateTempSubdirectory("smtp-postfix-");
        var port = Ports.Free();
        string At(string name) => Path.Combine(directory.FullName, name);
        directory.CreateSubdirectory("mail");
        await PostfixFiles.WriteAsync(directory, port, nextHop, $"""
            virtual_mailbox_domains = example.net
            virtual_mailbox_base = {At("mail")}
            virtual_mailbox_maps = inline:{"{"} @example.net=all/ {"}"}
            virtual_uid_maps = static:{await IdAsync("-u")}
            virtual_gid_maps = static:{await IdAsync("-g")}
            virtual_minimum_uid = 1
            virtual_mailbox_limit = 0
            smtputf8_enable = yes
            """);
        await RunAsync("chown", "postfix", At("data"), At("mail"));
        await RunAsync("postfix", "-c", At("conf"), "start");
        var postfix = new Postfix(directory, port);
        await Ports.AnswersAsync(port, "220", Patience);
        return postfix;
    }

    /// <summary>The letters that it keeps.</summary>
    public IReadOnlyList<string> Letters() => Directory.Exists(Mailbox) ? Directory.GetFiles(Mailbox) : [];

    /// <summary>What it wrote to its log, for a test that fails.</summary>
    public string Log() => File.Exists(Path.Combine(_directory.FullName, "log")) ? File.ReadAllText(Path.Combine(_directory.FullName, "log")) : "";

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await RunAsync("postfix", "-c", Path.Combine(_directory.FullName, "conf"), "stop");
        _directory.Delete(recursive: true);
    }

    private static async Task<string> IdAsync(string what) => (await RunAsync("id", what, "postfix")).Trim();

    private static Task<string> RunAsync(string program, params string[] arguments)
    {
        var path = Programs.Find(program) ?? "/usr/sbin/" + program;
        return Programs.RunAsync(path, "", arguments);
    }
}
