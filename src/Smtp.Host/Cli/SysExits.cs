using LanguageExt;
using Smtp.Domain.Sending;

namespace Smtp.Host.Cli;

/// <summary>Exit codes that mail programs understand (sysexits.h).</summary>
internal static class SysExits
{
    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>It was refused for good.</summary>
    public const int Unavailable = 69;

    /// <summary>It may work later.</summary>
    public const int TempFail = 75;

    /// <summary>What a message ended with: the worst of its recipients.</summary>
    public static int Of(Seq<Outcome> outcomes) =>
        outcomes.Exists(outcome => outcome is Outcome.Failed) ? Unavailable
        : outcomes.Exists(outcome => outcome is Outcome.Deferred) ? TempFail
        : 0;
}
