namespace Smtp.Host.Tests.Clients;

/// <summary>A test that runs programs of the machine; where one is not installed, the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program, params string[] others)
    {
        Program = program;
        if (others.Prepend(program).FirstOrDefault(one => Programs.Find(one) is null) is { } missing) Skip = $"{missing} is not installed";
    }

    public string Program { get; }

    /// <summary>A module of Perl that the program needs for what it is asked here; swaks, for one, works without TLS too.</summary>
    public string? Module
    {
        get;
        set
        {
            field = value;
            if (Skip is null && value is not null && !Programs.HasPerlModule(value)) Skip = $"{Program} lacks {value}";
        }
    }
}
