namespace Smtp.Tests.Architecture;

/// <summary>The core is free of it.</summary>
public sealed class SeqTrapTest
{
    [Theory]
    [InlineData(typeof(Domain.Receiving.Session))]
    [InlineData(typeof(Parsing.Grammar.CommandGrammar))]
    public void No_Seq_is_built_by_a_collection_expression(Type anyOfTheAssembly) =>
        Assert.Empty(SeqTrap.Dropped(anyOfTheAssembly.Assembly.Location));

    [Fact]
    public void The_trap_is_found_where_there_is_one()
    {
        Assert.Empty(Trap(1));
        Assert.Contains(SeqTrap.Dropped(typeof(SeqTrapTest).Assembly.Location), method => method == nameof(Trap));
    }

    private static Seq<int> Trap(int value) => [value];
}
