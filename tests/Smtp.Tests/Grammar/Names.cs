namespace Smtp.Tests.Grammar;

internal static class Names
{
    /// <summary>A domain name of so many octets, its labels as long as they may be.</summary>
    public static string Domain(int octets)
    {
        List<string> labels = [];
        while (octets > 0)
        {
            // A dot needs a label behind it.
            var length = octets == 64 ? 62 : Math.Min(63, octets);
            labels.Add(new string('d', length));
            octets -= length + 1;
        }
        return string.Join('.', labels);
    }
}
