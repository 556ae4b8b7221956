using System.Runtime.InteropServices;

namespace Smtp.Host.Cli;

/// <summary>SIGHUP while a server runs, from the first moment on: one that comes before the server is ready does not end the
/// process, as it would by itself, but is heeded as soon as it is.</summary>
internal sealed class Hangups : IDisposable
{
    private readonly Lock _oneAtATime = new();
    private PosixSignalRegistration? _registration;
    private Action? _to;
    private bool _came;

    private Hangups() { }

    /// <summary>Catches them from now on. Windows has none.</summary>
    public static Hangups Catch()
    {
        var hangups = new Hangups();
        if (!OperatingSystem.IsWindows()) hangups._registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, hangups.Come);
        return hangups;
    }

    /// <summary>Leads them, and one that came before, to somebody who takes one at a time and never throws.</summary>
    public void Lead(Action to)
    {
        lock (_oneAtATime)
        {
            _to = to;
            if (_came) to();
        }
    }

    public void Dispose() => _registration?.Dispose();

    private void Come(PosixSignalContext signal)
    {
        signal.Cancel = true; // The process goes on.
        lock (_oneAtATime)
        {
            _came = true;
            _to?.Invoke();
        }
    }
}
