using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Smtp.Host.Tests.Receiving;

/// <summary>The client's side of TLS.</summary>
internal static class TlsClient
{
    public static async Task<(RawClient Client, SslStream Tls)> StartTlsAsync(
        this TestServer server, SslProtocols protocols = SslProtocols.None, X509Certificate2? root = null)
    {
        var client = await server.ConnectAsync();
        await client.ReplyAsync();
        Assert.StartsWith("220", await client.SayAllAsync("EHLO client.example", "STARTTLS"), StringComparison.Ordinal);
        return (client, await client.HandshakeAsync(protocols, root));
    }

    /// <summary>Begins TLS; trusts everybody, or nobody but those of the root.</summary>
    public static async Task<SslStream> HandshakeAsync(
        this RawClient client, SslProtocols protocols = SslProtocols.None, X509Certificate2? root = null)
    {
        var tls = new SslStream(client.Stream);
        var options = new SslClientAuthenticationOptions { TargetHost = "mx.example.org", EnabledSslProtocols = protocols };
        if (root is null) options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        else
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.Add(root);
        }
        await tls.AuthenticateAsClientAsync(options);
        client.Continue(tls);
        return tls;
    }
}
