using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serilog;
using Smtp.Host.Configuration;

namespace Smtp.Host.Receiving;

/// <summary>The certificate that TLS shows: from PEM files, read anew when they change, or self-signed and made at first
/// start. A handshake uses the newest that could be read; sessions under way keep theirs.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly SslProtocols _protocols;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private X509Certificate2? _certificate;
    private Lazy<Task<SslServerAuthenticationOptions>> _options;
    private (DateTime Certificate, DateTime Key) _stamp;
    private (DateTime Certificate, DateTime Key) _unusable;
    private long _looked;

    private Certificates(string certificatePath, string keyPath, SslProtocols protocols, TimeProvider time)
    {
        (_certificatePath, _keyPath, _protocols, _time) = (certificatePath, keyPath, protocols, time);
        _stamp = Stamp();
        var making = Read();
        _options = new(() => Task.Run(making));
        _looked = time.GetTimestamp();
    }

    /// <summary>Opens what is configured; makes a self-signed certificate in the data directory where nothing is.</summary>
    public static Certificates Open(LoadedConfiguration configuration, TimeProvider time)
    {
        var options = configuration.Options.Tls;
        var protocols = options.Minimum == "1.3" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
        if (options.Certificate.Length > 0)
        {
            var path = configuration.FullPath(options.Certificate);
            return new Certificates(path, options.Key.Length > 0 ? configuration.FullPath(options.Key) : path, protocols, time);
        }
        var (certificate, key) = SelfSigned.Ensure(configuration.DataDirectory, configuration.Options.HostName, time.GetUtcNow());
        return new Certificates(certificate, key, protocols, time);
    }

    /// <summary>The options for the next handshake.</summary>
    public Task<SslServerAuthenticationOptions> CurrentAsync()
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_looked) >= LookAgainAfter)
            {
                _looked = _time.GetTimestamp();
                var stamp = Stamp();
                if (stamp != _stamp) Reload(stamp);
            }
            return _options.Value;
        }
    }

    private void Reload((DateTime Certificate, DateTime Key) stamp)
    {
        try
        {
            // All of it now, so that one that cannot be used does not take the place of one that can.
            _options = new(Task.FromResult(Read()()));
            _stamp = stamp;
            Log.Information("Certificate {Path} was read again", _certificatePath);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Perhaps only one of the two files has been replaced yet: later handshakes look again, and complain no more.
            if (_unusable == stamp) return;
            _unusable = stamp;
            Log.Error("Certificate {Path} cannot be used, the one before it stays: {Reason}", _certificatePath, unusable.Message);
        }
    }

    private (DateTime, DateTime) Stamp() => (File.GetLastWriteTimeUtc(_certificatePath), File.GetLastWriteTimeUtc(_keyPath));

    /// <summary>Reads the certificate. What goes with it at a handshake is made before the first one: for that .NET reads all
    /// certificates that this machine trusts, which takes a tenth of a second.</summary>
    private Func<SslServerAuthenticationOptions> Read()
    {
        var usable = Usable(X509Certificate2.CreateFromPemFile(_certificatePath, _keyPath));
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_certificatePath);
        _certificate = usable;
        return () => new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(usable, chain, offline: true),
            EnabledSslProtocols = _protocols,
            ClientCertificateRequired = false,
        };
    }

    // A key straight from PEM is ephemeral, which the TLS of Windows does not take: PKCS#12 and back makes it usable. Elsewhere that would
    // only take time, for it makes keys of a password, thousands of rounds of hashing each.
    private static X509Certificate2 Usable(X509Certificate2 leaf)
    {
        if (!OperatingSystem.IsWindows()) return leaf;
        using (leaf) return X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose() => _certificate?.Dispose();
}

/// <summary>A certificate that nobody vouches for: enough to encrypt, and to try STARTTLS with nothing set up.</summary>
internal static class SelfSigned
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(3650);

    /// <summary>The certificate and key below the data directory; made where they are not there yet or have expired.</summary>
    public static (string Certificate, string Key) Ensure(string dataDirectory, string hostName, DateTimeOffset now)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataDirectory, "tls")).FullName;
        var (certificate, key) = (Path.Combine(folder, "self-signed.pem"), Path.Combine(folder, "self-signed.key"));
        // Several processes may start at once (serve --stdio): one makes the pair, the others find it, never half of each.
        using var turn = WaitForTurn(Path.Combine(folder, "self-signed.lock"));
        if (!IsUsable(certificate, key, now)) Make(certificate, key, hostName, now);
        return (certificate, key);
    }

    private static FileStream WaitForTurn(string path)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 500)
            {
                Thread.Sleep(20);
            }
        }
    }

    // Nobody trusts it by name, so that a damaged one, perhaps by a crash while it was made, is no loss: another is made.
    private static bool IsUsable(string certificate, string key, DateTimeOffset now)
    {
        if (!File.Exists(certificate) || !File.Exists(key)) return false;
        try
        {
            using var existing = X509Certificate2.CreateFromPemFile(certificate, key);
            if (existing.NotAfter.ToUniversalTime() > now.UtcDateTime.AddDays(1)) return true;
            Log.Information("The self-signed certificate {Path} expires: another is made", certificate);
        }
        catch (CryptographicException damaged)
        {
            Log.Warning("The self-signed certificate {Path} is damaged, another is made: {Reason}", certificate, damaged.Message);
        }
        return false;
    }

    private static void Make(string certificatePath, string keyPath, string hostName, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hostName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { hostName, "localhost" }.Distinct(StringComparer.OrdinalIgnoreCase)) names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.Add(Life));
        Replace(keyPath, key.ExportPkcs8PrivateKeyPem());
        Replace(certificatePath, certificate.ExportCertificatePem());
    }

    // Whole or not at all, and readable by its owner alone, whatever was there before.
    private static void Replace(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var next = path + ".new";
        File.Delete(next);
        using (var file = new StreamWriter(next, options))
        {
            file.Write(pem);
            file.Write('\n');
        }
        File.Move(next, path, overwrite: true);
    }
}
