using Smtp.Tests.Architecture;

namespace Smtp.Host.Tests.Architecture;

/// <summary>So is the host.</summary>
public sealed class SeqTrapTest
{
    [Fact]
    public void No_Seq_is_built_by_a_collection_expression() =>
        Assert.Empty(SeqTrap.Dropped(typeof(Receiving.TestServer).Assembly.Location)
            .Concat(SeqTrap.Dropped(typeof(Smtp.Host.Receiving.SmtpServer).Assembly.Location)));
}
