namespace Smtp.Domain.Routing;

/// <summary>Another name for somebody, as configured.</summary>
/// <param name="Address">An address, or a local part alone, which then holds in every domain of ours.</param>
/// <param name="Target">An address, or a local part alone, which then means one in the domain that was written to. It may itself
/// be an alias; it may be somebody's at another host, where a route leads there.</param>
public sealed record Alias(string Address, string Target);
