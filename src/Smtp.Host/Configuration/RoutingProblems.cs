namespace Smtp.Host.Configuration;

/// <summary>What is wrong with domains, aliases and catch-alls taken together.</summary>
public static class RoutingProblems
{
    /// <summary>A line for each problem. Each single name and address was checked before.</summary>
    public static IEnumerable<string> In(SmtpOptions options)
    {
        if (options.Domains.Count == 0) yield break;
        foreach (var domain in options.CatchAll.Keys)
            if (!IsOurs(domain)) yield return $"catchAll.{domain}: is not one of the domains: {string.Join(", ", options.Domains)}";
        foreach (var alias in options.Aliases.Keys)
            if (alias.Split('@') is [_, var domain] && !IsOurs(domain))
                yield return $"aliases.{alias}: {domain} is not one of the domains: {string.Join(", ", options.Domains)}";

        bool IsOurs(string domain) => options.Domains.Contains(domain, StringComparer.OrdinalIgnoreCase);
    }
}
