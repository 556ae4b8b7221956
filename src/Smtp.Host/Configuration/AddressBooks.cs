using LanguageExt;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;

namespace Smtp.Host.Configuration;

/// <summary>Domains, aliases and catch-alls as the pure core knows them.</summary>
public static class AddressBooks
{
    /// <summary>The address book of a configuration.</summary>
    public static AddressBook From(SmtpOptions options) => new(
        Prelude.toSeq(options.Domains).Strict(),
        Prelude.toSeq(options.Aliases).Map(pair => new Alias(pair.Key, pair.Value)).Strict(),
        Prelude.toSeq(options.CatchAll).Map(pair => new CatchAll(pair.Key, pair.Value)).Strict(),
        options.SubAddress);

    /// <summary>Where mail goes and who may send it there.</summary>
    public static Directions Directions(SmtpOptions options) => new(
        new HostName.Named(new DomainName(options.HostName)),
        From(options),
        new RouteTable(Prelude.toSeq(options.Routes).Map(route => route.Read()).Strict()),
        Prelude.toSeq(options.Relay.Networks).Choose(Network.Read).Strict());
}
