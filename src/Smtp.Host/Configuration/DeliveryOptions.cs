using Smtp.Domain.Delivering;
using Smtp.Domain.Routing;

namespace Smtp.Host.Configuration;

/// <summary>A route.</summary>
public sealed class RouteOptions
{
    /// <summary>Whose mail.</summary>
    public string To { get; set; } = "";

    /// <summary>By what way; it may hold a password.</summary>
    public string Via { get; set; } = "";

    /// <summary>The route, read.</summary>
    /// <exception cref="InvalidOperationException">The options were never checked, and hold none.</exception>
    public Domain.Routing.Route Read() => new(
        RouteTo.Read(To).IfNone(() => throw new InvalidOperationException($"'{To}' is no pattern of a route.")),
        Domain.Routing.Via.Read(Via).IfLeft(problem => throw new InvalidOperationException(problem)));
}

/// <summary>Who may send to others.</summary>
public sealed class RelayOptions
{
    /// <summary>Networks whose clients may send to anyone that a route leads to, without AUTH.</summary>
    public List<string> Networks { get; set; } = [];
}

/// <summary>Mail that waits to be handed on.</summary>
public sealed class QueueOptions
{
    /// <summary>How long a message is tried before its sender is told that it cannot be delivered.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromDays(5);

    /// <summary>When the sender is told that it takes long; zero means never.</summary>
    public TimeSpan WarnAfter { get; set; } = TimeSpan.FromHours(4);

    /// <summary>From the first attempt to the second; every further wait is twice as long.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Connections at the same time to one next hop.</summary>
    public int Concurrency { get; set; } = 20;

    /// <summary>Received lines in a header; more mean that the message goes round in a circle.</summary>
    public int Hops { get; set; } = 100;

    /// <summary>The times of the queue as the pure core knows them.</summary>
    public RetrySchedule ToSchedule() => new()
    {
        FirstRetry = FirstRetry,
        LongestRetry = LongestRetry,
        Lifetime = Lifetime,
        WarnAfter = WarnAfter,
    };
}

/// <summary>Name servers.</summary>
public sealed class DnsOptions
{
    /// <summary>The name servers that are asked, in their order; none means those of the system.</summary>
    public List<string> Servers { get; set; } = [];

    /// <summary>How long one of them has to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
