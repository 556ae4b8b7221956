using System.Runtime.InteropServices;

namespace Smtp.Host.Cli;

/// <summary>SIGTERM, SIGINT and SIGQUIT while a server runs, from the first moment on: it ends in good order, whenever they come.</summary>
internal sealed class Terminations : IDisposable
{
    private readonly TaskCompletionSource _come = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _registrations;

    private Terminations() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Take),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Take),
    ];

    /// <summary>Completes with the first of them.</summary>
    public Task Come => _come.Task;

    /// <summary>Catches them from now on.</summary>
    public static Terminations Catch() => new();

    public void Dispose() => Array.ForEach(_registrations, one => one.Dispose());

    private void Take(PosixSignalContext signal)
    {
        signal.Cancel = true; // The process ends when the server has.
        _come.TrySetResult();
    }
}
