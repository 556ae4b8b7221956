namespace Smtp.Tests;

public sealed class SkeletonTest
{
    [Fact]
    public void A_session_opens() =>
        Assert.IsType<Domain.Receiving.State.Screening>(
            Domain.Receiving.Session.Open(new(), Domain.Receiving.Peer.Local, "1", DateTimeOffset.UnixEpoch).State);
}
