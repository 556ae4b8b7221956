using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Smtp.Host.Configuration;

/// <summary>The rules that no key can check alone.</summary>
public static class ConfigRules
{
    /// <summary>Tells what does not fit together, or names files that cannot be used.</summary>
    public static void Check(SmtpOptions options, string directory, Problems problems)
    {
        for (var index = 0; index < options.Listeners.Count; index++)
            Listener(options, options.Listeners[index], $"listeners[{Quantities.Write(index)}]", problems);
        Addresses(options, problems);
        Certificate(options.Tls, directory, problems);
        LogFile(options.Log, directory, problems);
        Queue(options.Queue, problems);
        var directions = AddressBooks.Directions(options);
        foreach (var problem in directions.Problems()) problems.Add(problem);
    }

    private static void Listener(SmtpOptions options, ListenerOptions listener, string name, Problems problems)
    {
        if (listener.Tls == "none" && listener.TlsRequired)
            problems.Add($"{name}.tlsRequired: nobody could ever send with tls none; give tls starttls or implicit");
        if (listener.Role == "submission" && listener.Tls == "none" && options.Auth.WithoutTls == "never")
            problems.Add($"{name}.tls: nobody could ever authenticate for submission with tls none; "
                + "give starttls or implicit, or auth.withoutTls loopback");
        if (listener.Role == "submission" && options.Auth.Mechanisms.Count == 0)
            problems.Add($"{name}.role: nobody could ever authenticate for submission without auth.mechanisms; "
                + "give one at least");
        // RFC 2033 §5: LMTP must not be spoken on port 25, where others expect SMTP.
        if (listener.Role == "lmtp" && listener.Place().TcpPort == 25)
            problems.Add($"{name}.address: LMTP must not be on port 25 (RFC 2033 §5); give another port");
    }

    private static void Addresses(SmtpOptions options, Problems problems)
    {
        var places = options.Listeners.Select(listener => listener.Place()).Where(place => place.TcpPort != 0);
        foreach (var twice in places.GroupBy(place => place).Where(group => group.Count() > 1))
            problems.Add($"listeners: '{twice.Key}' is there more than once");
    }

    private static void Queue(QueueOptions queue, Problems problems)
    {
        if (queue.LongestRetry < queue.FirstRetry)
            problems.Wrong("queue.longestRetry", $"'{Quantities.WriteTime(queue.LongestRetry)}' is shorter than queue.firstRetry "
                + $"'{Quantities.WriteTime(queue.FirstRetry)}'; give the same at least", "queue:longestRetry");
        if (queue.WarnAfter >= queue.Lifetime)
            problems.Wrong("queue.warnAfter", $"'{Quantities.WriteTime(queue.WarnAfter)}' is no shorter than queue.lifetime "
                + $"'{Quantities.WriteTime(queue.Lifetime)}'; give less, or 0 for never", "queue:warnAfter");
    }

    private static void Certificate(TlsOptions tls, string directory, Problems problems)
    {
        if (tls.Certificate.Length == 0)
        {
            if (tls.Key.Length > 0) problems.Wrong("tls.key", "is of no use without tls.certificate; give both", "tls:key");
            return;
        }
        var certificate = Readable("tls.certificate", tls.Certificate, directory, problems);
        var key = tls.Key.Length == 0 ? certificate : Readable("tls.key", tls.Key, directory, problems);
        if (certificate is null || key is null) return;
        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception bad) when (bad is CryptographicException or ArgumentException)
        {
            problems.Wrong("tls.certificate", $"'{tls.Certificate}' with "
                + (tls.Key.Length == 0 ? "no tls.key" : $"tls.key '{tls.Key}'")
                + $" is not a certificate in PEM with its private key: {bad.Message}", "tls:certificate");
        }
    }

    private static string? Readable(string name, string path, string directory, Problems problems)
    {
        try
        {
            return File.ReadAllText(Path.GetFullPath(path, directory));
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            problems.Wrong(name, $"'{path}' cannot be read: {bad.Message}", name.Replace('.', ':'));
            return null;
        }
    }

    private static void LogFile(LogOptions log, string directory, Problems problems)
    {
        if (log.File.Length == 0) return;
        var path = Path.GetFullPath(log.File, directory);
        if (Directory.Exists(path)) problems.Wrong("log.file", $"'{log.File}' is a directory; give a file", "log:file");
        else if (!Directory.Exists(Path.GetDirectoryName(path)))
            problems.Wrong("log.file", $"'{log.File}' is in a directory that does not exist", "log:file");
    }
}
