using System.Globalization;

namespace Smtp.Benchmarks.Servers;

/// <summary>What Linux tells of a process and its children.</summary>
internal static class ProcessFacts
{
    private const double TicksASecond = 100;                  // USER_HZ: the same on every Linux that .NET runs on

    /// <summary>Octets resident, of the process and its children.</summary>
    public static long Resident(int id) => Family(id).Sum(one => Status(one, "VmRSS:"));

    /// <summary>The most octets that have been resident in this process since the last <see cref="ForgetPeak"/>.</summary>
    public static long Peak(int id) => Status(id, "VmHWM:");

    /// <summary>From here on <see cref="Peak"/> counts anew.</summary>
    public static void ForgetPeak(int id) => File.WriteAllText($"/proc/{id}/clear_refs", "5");

    /// <summary>Processor time so far in user mode and in the kernel, of the process and its children, those that have ended included.</summary>
    public static (TimeSpan User, TimeSpan System) Processor(int id)
    {
        var (user, system) = (0.0, 0.0);
        foreach (var one in Family(id))
        {
            if (Stat(one) is not { } stat) continue;
            // utime, stime, cutime, cstime are fields 14 to 17; what follows the name begins with field 3.
            user += Number(stat, 11) + Number(stat, 13);
            system += Number(stat, 12) + Number(stat, 14);
        }
        return (TimeSpan.FromSeconds(user / TicksASecond), TimeSpan.FromSeconds(system / TicksASecond));
    }

    private static double Number(string[] stat, int at) => double.Parse(stat[at], CultureInfo.InvariantCulture);

    private static List<int> Family(int id)
    {
        List<int> family = [id];
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(path), out var one) || Stat(one) is not { } stat) continue;
            if (stat[1] == id.ToString(CultureInfo.InvariantCulture)) family.Add(one);
        }
        return family;
    }

    // The name, in parentheses, may hold anything: what is of use comes behind it. Null where the process is gone.
    private static string[]? Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static long Status(int id, string key)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{id}/status"))
                if (line.StartsWith(key, StringComparison.Ordinal))
                    return long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024;
            return 0;
        }
        catch (IOException)
        {
            return 0;                                         // a child that has ended meanwhile
        }
    }
}
