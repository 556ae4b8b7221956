using Smtp.Domain.Sending;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Our client, to which the server of a transcript is played.</summary>
internal interface IOurClient
{
    /// <summary>Begins to connect.</summary>
    Task BeginAsync();

    /// <summary>There is a message to be handed over.</summary>
    Task GiveAsync(Outgoing message);

    /// <summary>There is no other message.</summary>
    Task NoMoreAsync();

    /// <summary>The host shuts down.</summary>
    Task StopAsync();

    /// <summary>The clock goes on.</summary>
    Task PassAsync(TimeSpan time);

    /// <summary>Waits until the client is done with what it was told to do, and has gone.</summary>
    /// <returns>What it told: the lines of the transcript behind <c>=&gt;</c>.</returns>
    Task<IReadOnlyList<string>> EndAsync();
}
