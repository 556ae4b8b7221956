using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Smtp.Host.Tests.Receiving;

/// <summary>A small certificate authority with an intermediate one, and a directory for what it issues.</summary>
internal sealed class Authority : IDisposable
{
    private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-2), Until = DateTimeOffset.UtcNow.AddDays(20);

    private readonly ECDsa _rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _middle;

    public Authority()
    {
        var root = Request("Test root", _rootKey, authority: true);
        Root = root.CreateSelfSigned(From, Until);
        using var middle = Request("Test intermediate", _middleKey, authority: true).Create(Root, From, Until, [1]);
        _middle = middle.CopyWithPrivateKey(_middleKey);
    }

    public X509Certificate2 Root { get; }

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("smtp-ca-").FullName;

    public string CertificateFile => Path.Combine(Directory, "server.pem");

    public string KeyFile => Path.Combine(Directory, "server.key");

    /// <summary>Writes a new certificate with its chain, and its key.</summary>
    /// <returns>Its serial number.</returns>
    public string Issue(byte number)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request("mx.example.org", key, authority: false);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("mx.example.org");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(_middle, From.AddDays(1), Until.AddDays(-1), [number]);
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, leaf.ExportCertificatePem() + "\n" + _middle.ExportCertificatePem() + "\n");
        return leaf.SerialNumber;
    }

    public void Dispose()
    {
        _rootKey.Dispose();
        _middleKey.Dispose();
        _middle.Dispose();
        Root.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static CertificateRequest Request(string name, ECDsa key, bool authority)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            authority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, true));
        return request;
    }
}
