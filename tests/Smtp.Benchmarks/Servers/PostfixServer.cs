using System.Globalization;
using Smtp.Host.Tests.Delivery;

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
        await PostfixFiles.WriteAsync(Folder, Port, nextHop ?? 9, $"""
            default_process_limit = 200
            smtpd_recipient_restrictions = permit_mynetworks, reject
            smtpd_sender_restrictions = {(nextHop is null ? "static:HOLD" : "")}
            initial_destination_concurrency = 20
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
