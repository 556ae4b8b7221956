using Smtp.Domain.Routing;
using Smtp.Host.Receiving;
using Smtp.Host.Recording;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Sending;

/// <summary>Knows how each way is gone.</summary>
internal sealed class Carriers(LiveConfiguration configuration, SessionArchive archive, TimeProvider time, ILogger log) : ICarriers
{
    public ICarrier Open(Via via) => throw new NotImplementedException($"{configuration} {archive} {time} {log}");
}
