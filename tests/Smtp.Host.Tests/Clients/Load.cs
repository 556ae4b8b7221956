namespace Smtp.Host.Tests.Clients;

/// <summary>How much of everything: what fits into a few seconds, or, with <c>TEST_LOAD=full</c>, what it takes to meet what happens seldom.</summary>
internal static class Load
{
    public static bool Full { get; } = Environment.GetEnvironmentVariable("TEST_LOAD") == "full";

    public static int Of(int usual, int full) => Full ? full : usual;
}
