namespace Smtp.Host.Tests.Delivery;

/// <summary>The files of a Postfix that has everything below one directory and listens on loopback alone. The benchmarks start theirs by
/// them too.</summary>
internal static class PostfixFiles
{
    /// <summary>Writes them, and makes the directories that they name.</summary>
    /// <param name="directory">Everything is below it. Postfix's own user walks through it.</param>
    /// <param name="port">Where it takes mail.</param>
    /// <param name="nextHop">The port on this machine where it hands on what it does not keep.</param>
    /// <param name="more">Further lines of <c>main.cf</c>.</param>
    public static async Task WriteAsync(DirectoryInfo directory, int port, int nextHop, string more)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory.FullName, (UnixFileMode)0b111_101_101);
        foreach (var name in new[] { "conf", "queue", "data" }) directory.CreateSubdirectory(name);
        string At(string name) => Path.Combine(directory.FullName, name);
        await File.WriteAllTextAsync(At("conf/main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {At("queue")}
            data_directory = {At("data")}
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = {At("log")}
            maillog_file_prefixes = {directory.FullName}
            myhostname = postfix.example
            mydestination =
            mynetworks = 127.0.0.0/8
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            smtp_bind_address = 127.0.0.1
            alias_maps =
            alias_database =
            local_recipient_maps =
            message_size_limit = 104857600
            smtpd_client_connection_count_limit = 0
            relayhost = [127.0.0.1]:{nextHop}
            smtp_destination_concurrency_limit = 20
            {more}

            """);
        await File.WriteAllTextAsync(At("conf/master.cf"), $"""
            127.0.0.1:{port} inet n - n - - smtpd
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
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd

            """);
    }
}
