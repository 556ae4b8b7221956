using Smtp.Domain.Mail;
using Smtp.Host.Configuration;
using Smtp.Parsing.Transcripts;
using static LanguageExt.Prelude;

namespace Smtp.Host.Replaying;

/// <summary>What would have been said under another configuration.</summary>
internal sealed class WhatIf
{
    private readonly LoadedConfiguration _loaded;

    private WhatIf(LoadedConfiguration loaded) => _loaded = loaded;

    /// <summary>Loads the configuration, from the file alone: what the environment says is not what is asked.</summary>
    /// <exception cref="ConfigurationException">All that is wrong with it.</exception>
    public static WhatIf Load(string file)
    {
        var nothing = new Dictionary<string, string?>();
        return new WhatIf(ConfigLoader.Load(file, nothing, Surroundings.Real() with { Environment = nothing }));
    }

    /// <summary>The transcript in that other world, or null where it has no listener of the session's role.</summary>
    public Transcript? Run(Transcript transcript)
    {
        var givens = transcript.Givens;
        var listener = _loaded.Options.Listeners.Find(one => SettingsOf.RoleOf(one) == givens.Settings.Role);
        return listener is null ? null : TranscriptRunner.Run(transcript with { Givens = Under(givens, listener) });
    }

    private Givens Under(Givens givens, ListenerOptions listener)
    {
        var settings = _loaded.ToSettings(listener, hasAccounts: !givens.Settings.Mechanisms.IsEmpty || !givens.Users.IsEmpty);
        var domains = toSeq(_loaded.Options.Domains).Map(name => (HostName)new HostName.Named(new DomainName(name))).Strict();
        return givens with
        {
            // A file that does not name the host does not mean to rename it.
            Settings = Says("hostName") ? settings : settings with { HostName = givens.Settings.HostName },
            EarlyTalkersRefused = _loaded.Options.Protocol.EarlyTalkers == "refuse",
            Domains = domains.IsEmpty ? givens.Domains : domains,
            Mailboxes = domains.IsEmpty
                ? givens.Mailboxes
                : givens.Mailboxes.Filter(mailbox => domains.Contains(mailbox.Host)).Strict(),
        };
    }

    private bool Says(string key) => _loaded.Values.Any(value => value.Name == key && value.From != "default");
}
