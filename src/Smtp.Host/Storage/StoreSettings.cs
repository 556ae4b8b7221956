using Smtp.Host.Configuration;

namespace Smtp.Host.Storage;

/// <summary>Where a store is, and how it treats its disk.</summary>
/// <param name="Directory">The data directory. The store makes <c>smtp.db</c> and <c>bodies/</c> below it.</param>
public sealed record StoreSettings(string Directory)
{
    /// <summary>Octets that stay free on the disk; mail which would need them is not taken.</summary>
    public long DiskReserve { get; init; } = 64 * 1024 * 1024;

    /// <summary>Content of up to so many octets is kept in its row, larger content in a file of its own.</summary>
    public int BodyThreshold { get; init; } = 64 * 1024;

    /// <summary>The store that a configuration names.</summary>
    public static StoreSettings From(LoadedConfiguration configuration) =>
        new(configuration.DataDirectory) { DiskReserve = configuration.Options.Limits.DiskReserve };

    /// <summary>Whether sessions whose mail is durable go on in the writer's thread. On one or two processors, to wake another thread takes
    /// more of them than what the sessions do; on more, the writer had better begin with the next transaction.</summary>
    internal bool SessionsGoOnInWriter { get; init; } = Environment.ProcessorCount <= 2;

    /// <summary>Where names get their time from, and by which the room on the disk is measured again.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>What a process does with a store. Any number of tools may work beside one host.</summary>
public enum StoreRole
{
    /// <summary>The one process that takes mail. It alone cleans up what a crash left behind.</summary>
    Host,

    /// <summary>Takes the mail of one session, beside any number of its kind but not beside a host: started by inetd, a process for
    /// each connection. It cleans nothing up, for what it finds may be another's work; the next host does.</summary>
    Session,

    /// <summary>Reads, deletes and keeps accounts, beside a host or without one. It takes no mail.</summary>
    Tool,
}
