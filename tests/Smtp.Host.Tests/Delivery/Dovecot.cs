using Smtp.Host.Tests.Clients;

namespace Smtp.Host.Tests.Delivery;

/// <summary>A Dovecot of its own, below one directory: LMTP over TCP and a Unix socket, IMAP for everybody whose password is
/// <c>secret</c>.</summary>
internal sealed class Dovecot : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory;
    private int _disposed;

    private Dovecot(DirectoryInfo directory, int imap, int lmtp) => (_directory, Imap, Lmtp) = (directory, imap, lmtp);

    public int Imap { get; }

    public int Lmtp { get; }

    /// <summary>The socket on which it speaks LMTP too.</summary>
    public string LmtpSocket => Path.Combine(_directory.FullName, "run", "lmtp");

    /// <summary>Why it cannot be run here; null where it can.</summary>
    public static string? Missing =>
        !File.Exists("/usr/sbin/dovecot") ? "dovecot is not installed"
        : !File.Exists("/usr/lib/dovecot/lmtp") ? "dovecot-lmtpd is not installed"
        : Environment.UserName != "root" ? "dovecot starts as root only"
        : null;

    public static async Task<Dovecot> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("smtp-dovecot-");
        // Its own user walks through the directory.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory.FullName, (UnixFileMode)0b111_101_101);
        foreach (var name in new[] { "run", "state", "mail" }) directory.CreateSubdirectory(name);
        string At(string name) => Path.Combine(directory.FullName, name);
        await Programs.RunAsync("chown", "", "nobody", At("mail"));
        var (imap, lmtp) = (Ports.Free(), Ports.Free());
        await File.WriteAllTextAsync(At("dovecot.conf"), $$"""
            base_dir = {{At("run")}}
            state_dir = {{At("state")}}
            log_path = {{At("log")}}
            protocols = imap lmtp
            listen = 127.0.0.1
            ssl = no
            disable_plaintext_auth = no
            mail_location = maildir:{{At("mail")}}/%u
            mail_uid = nobody
            mail_gid = nogroup
            first_valid_uid = 1
            passdb {
              driver = static
              args = password=secret
            }
            userdb {
              driver = static
              args = uid=nobody gid=nogroup home={{At("mail")}}/%u allow_all_users=yes
            }
            service imap-login {
              inet_listener imap {
                port = {{imap}}
              }
              inet_listener imaps {
                port = 0
              }
            }
            service lmtp {
              inet_listener lmtp {
                address = 127.0.0.1
                port = {{lmtp}}
              }
              unix_listener lmtp {
                mode = 0600
              }
            }

            """);
        // It goes into the background, and would keep our pipes open.
        await Programs.RunAsync("sh", "", "-c", $"exec /usr/sbin/dovecot -c {At("dovecot.conf")} > /dev/null 2>&1");
        var dovecot = new Dovecot(directory, imap, lmtp);
        await Ports.AnswersAsync(lmtp, "220", Patience);
        return dovecot;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await Programs.RunAsync("/usr/sbin/dovecot", "", "-c", Path.Combine(_directory.FullName, "dovecot.conf"), "stop");
        _directory.Delete(recursive: true);
    }
}
