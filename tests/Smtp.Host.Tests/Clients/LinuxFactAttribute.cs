namespace Smtp.Host.Tests.Clients;

/// <summary>A test that asks Linux how much memory a process has held; other systems skip it, and say so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "only Linux tells the most memory that a process has held";
    }
}
