using System.Diagnostics;
using System.Globalization;

namespace Smtp.Benchmarks.Servers;

/// <summary>smtp-sink of Postfix: one process in C that answers and keeps nothing. What it does is the least that can be done.</summary>
/// <param name="counts">Whether it tells how many messages have come, which costs it a write for each.</param>
internal sealed class SinkServer(bool counts) : OneProcess
{
    public const string Title = "smtp-sink";

    private int _messages;

    public static ServerKind Kind => new(
        Title, PostfixServer.Version, Programs.Missing("smtp-sink", "package postfix"), _ => new SinkServer(counts: false));

    /// <summary>Messages it has taken so far.</summary>
    public int Messages => Volatile.Read(ref _messages);

    /// <inheritdoc/>
    protected override Process Begin()
    {
        string[] count = counts ? ["-c"] : [];
        // Only root can become another user; without, it stays who it is.
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        string[] arguments = [.. count, "-m", "20000", .. user, $"127.0.0.1:{Port}", "4096"];
        return Launch(Programs.Path("smtp-sink"), arguments, output => _ = Task.Run(() => CountAsync(output)));
    }

    // Its counters overwrite each other on one line of a terminal: "sess=1 quit=1 mesg=1".
    private async Task CountAsync(StreamReader output)
    {
        var buffer = new char[4096];
        var rest = "";
        while (await output.ReadAsync(buffer) is var count and > 0)
        {
            var text = rest + new string(buffer, 0, count);
            var end = text.LastIndexOf('\r');
            if (end > 0 && text.LastIndexOf("mesg=", end, StringComparison.Ordinal) is var at and >= 0
                && int.TryParse(text.AsSpan(at + 5, end - at - 5).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var messages)) Volatile.Write(ref _messages, messages);
            rest = end >= 0 ? text[end..] : text;
        }
    }
}

/// <summary>aiosmtpd: asyncio, in Python. Here it drops what it takes.</summary>
internal sealed class AiosmtpdServer : OneProcess
{
    private const string Library = "import aiosmtpd, sys; print(aiosmtpd.__version__, 'on Python', sys.version.split()[0])";

    // Debian's has Debian's packages; the first on the path may be another.
    private static readonly string? Python =
        Array.Find(["python3", "/usr/bin/python3"], python => Programs.Succeeds(python, "-c", "import aiosmtpd"));

    public static ServerKind Kind => new(
        "aiosmtpd", Python is null ? "" : Programs.FirstLine(Python, "-c", Library),
        Python is null ? "package python3-aiosmtpd is not installed" : null, _ => new AiosmtpdServer());

    /// <inheritdoc/>
    protected override Process Begin()
    {
        var script = $$"""
            import asyncio
            from aiosmtpd.smtp import SMTP
            class Drop:
                async def handle_DATA(self, server, session, envelope):
                    return '250 OK'
            async def main():
                loop = asyncio.get_running_loop()
                server = await loop.create_server(
                    lambda: SMTP(Drop(), hostname='bench.example', data_size_limit=0, loop=loop), '127.0.0.1', {{Port}}, backlog=4096)
                await server.serve_forever()
            asyncio.run(main())
            """;
        return Launch(Python!, ["-c", script]);
    }
}

/// <summary>smtp-server of npm: Node.js, with streams. Here it drops what it takes.</summary>
/// <param name="modules">Where npm has installed it.</param>
internal sealed class NodeServer(string modules) : OneProcess
{
    /// <summary>Installs it into a folder, which needs npm and its registry.</summary>
    public static ServerKind Kind(string folder)
    {
        var why = Programs.Missing("node", "Node.js") ?? Programs.Missing("npm", "npm")
            ?? (Programs.Succeeds("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, "smtp-server")
                ? null : "npm could not install smtp-server");
        var version = why is not null ? "" : Programs.FirstLine("node", "-p",
            $"require('{folder}/node_modules/smtp-server/package.json').version + ' on Node.js ' + process.version");
        return new ServerKind("smtp-server (npm)", version, why, _ => new NodeServer(Path.Combine(folder, "node_modules")));
    }

    /// <inheritdoc/>
    protected override Process Begin()
    {
        var script = $$"""
            const { SMTPServer } = require('{{modules}}/smtp-server');
            const server = new SMTPServer({
                authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'], disableReverseLookup: true, size: 0, maxClients: 20000,
                onData(stream, session, callback) { stream.resume(); stream.on('end', () => callback(null, 'OK')); },
            });
            server.on('error', () => {});
            server.server.listen({ port: {{Port}}, host: '127.0.0.1', backlog: 4096 });
            """;
        return Launch("node", ["-e", script]);
    }
}
