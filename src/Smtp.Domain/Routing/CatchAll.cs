namespace Smtp.Domain.Routing;

/// <summary>Who gets the mail of a domain that is for nobody else there, as configured.</summary>
/// <param name="Domain">A domain of ours.</param>
/// <param name="Target">An address of ours, or a local part alone, which then means one in that domain.
/// It may be an alias.</param>
public sealed record CatchAll(string Domain, string Target);
