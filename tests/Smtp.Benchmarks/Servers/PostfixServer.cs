using System.Globalization;

namespace Smtp.Benchmarks.Servers;

/// <summary>A Postfix of its own: its configuration and its queue are below one directory. What it takes stays in its hold queue,
/// durable, so that nothing of its time goes into delivering; with a next hop it delivers there.</summary>
/// <param name="nextHop">Where all mail goes; null where it stays.</param>
internal sealed class PostfixServer(int? nextHop) : MailServer
{
    public const string Title = "Postfix";

    private int _master;

    public static ServerKind Kind => new(
        Title, Version,
        Programs.Missing("postfix", "package postfix") ?? (Environment.UserName == "root" ? null : "postfix starts as root only"),
        nextHop => new PostfixServer(nextHop));

    /// <summary>Its version, and that of smtp-source and smtp-sink.</summary>
    public static string Version => Programs.Missing("postconf", "") is null ? Programs.FirstLine(Programs.Path("postconf"), "-h", "mail_version") : "";

    /// <inheritdoc/>
    public override int ProcessId => _master;

    /// <inheritdoc/>
    protected override async Task LaunchAsync()
    {
        // Its own user walks through the directory.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Folder.FullName, (UnixFileMode)0b111_101_101);
        foreach (var name in new[] { "conf", "queue", "data" }) Folder.CreateSubdirectory(name);
        await File.WriteAllTextAsync(At("conf/main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {At("queue")}
            data_directory = {At("data")}
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = {At("log")}
            maillog_file_prefixes = {Folder.FullName}
            myhostname = postfix.example
            mydestination =
            mynetworks = 127.0.0.0/8
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            smtp_bind_address = 127.0.0.1
            alias_maps =
            alias_database =
            local_recipient_maps =
            default_process_limit = 200
            message_size_limit = 104857600
            smtpd_client_connection_count_limit = 0
            smtpd_recipient_restrictions = permit_mynetworks, reject
            smtpd_sender_restrictions = {(nextHop is null ? "static:HOLD" : "")}
            relayhost = [127.0.0.1]:{nextHop ?? 9}
            smtp_destination_concurrency_limit = 20
            initial_destination_concurrency = 20

            """);
        await File.WriteAllTextAsync(At("conf/master.cf"), $"""
            127.0.0.1:{Port} inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd

            """);
        Programs.Require("chown", "postfix", At("data"));
        Programs.Require(Programs.Path("postfix"), "-c", At("conf"), "start");
        // Its master keeps the file locked, which .NET heeds.
        _master = int.Parse(Programs.Require("cat", At("queue/pid/master.pid")).Trim(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    protected override Task StopAsync()
    {
        Programs.Require(Programs.Path("postfix"), "-c", At("conf"), "stop");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override string Complaint() => File.Exists(At("log")) ? File.ReadAllText(At("log")) : "";

    private string At(string name) => Path.Combine(Folder.FullName, name);
}
