using Smtp.Host.Tests.Cli;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.FourWays;
using Smtp.Host.Tests.Replaying;
using Smtp.Host.Tests.Samples;
using Smtp.Host.Tests.Storage.CrashPoints;
using Smtp.Host.Tests.Telemetry;
using Smtp.Host.Tests.Web;
using Smtp.Host.Tests.Web.Api;
using Smtp.Host.Tests.Web.Mailpit;
using Smtp.Host.Tests.Web.Pages;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Smtp.Host.Tests.LongestFirst", "Smtp.Host.Tests")]

namespace Smtp.Host.Tests;

/// <summary>What takes longest begins first, so that none of it runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly List<string> Long =
    [
        .. new[]
        {
            typeof(ServeTest), typeof(BrowserHostileTest), typeof(CrashPointTests), typeof(SinkTest), typeof(FourthWayTest),
            typeof(HostileTest), typeof(PostfixTest), typeof(FourWaysTest), typeof(MemoryTest), typeof(DeliveryKillTest),
            typeof(BrowserLiveTest), typeof(PythonTest), typeof(BrowserLooksTest), typeof(TroubleTests), typeof(BrowserMailTest),
            typeof(MailpitTest), typeof(ProgramTest), typeof(DovecotTest), typeof(ContractTest), typeof(ChangesTest), typeof(WaitTest),
            typeof(OtlpTest), typeof(PackageTest), typeof(KillTest), typeof(ScrapeTest), typeof(DocumentTest), typeof(HostingTest),
        }.Select(type => type.FullName!),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(
        collection => Long.FindIndex(name => collection.DisplayName.EndsWith(" for " + name, StringComparison.Ordinal)) is >= 0 and var place
            ? place : int.MaxValue);
}
