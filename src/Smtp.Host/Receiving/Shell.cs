using Smtp.Host.Policies;
using Smtp.Host.Recording;
using Smtp.Host.Storage;
using Smtp.Host.Telemetry;

namespace Smtp.Host.Receiving;

/// <summary>What every connection of the host shares.</summary>
/// <param name="Answers">Answers questions.</param>
/// <param name="Bodies">Takes content.</param>
/// <param name="Certificates">What TLS shows; null where no listener offers TLS.</param>
/// <param name="RefuseEarlyTalkers">Whether a client that talks before the greeting is refused.</param>
/// <param name="GreetingDelay">How long the greeting waits for such a client.</param>
/// <param name="Time">The clock.</param>
/// <param name="Archive">Takes recordings; null where nothing is recorded.</param>
/// <param name="Instruments">Counts and times; null where nothing is measured.</param>
internal sealed record Shell(
    IAnswers Answers, IBodies Bodies, Certificates? Certificates, bool RefuseEarlyTalkers, TimeSpan GreetingDelay, TimeProvider Time,
    SessionArchive? Archive = null, Instruments? Instruments = null);
