namespace Smtp.Host.Tests.Clients;

/// <summary>A test that runs a program of the machine; where it is not installed, the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program)
    {
        Program = program;
        if (Programs.Find(program) is null) Skip = $"{program} is not installed";
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
