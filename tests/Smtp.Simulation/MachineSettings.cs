using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Simulation;

/// <summary>Servers as they come.</summary>
internal static class MachineSettings
{
    public static Settings Random(Randomness random, int index)
    {
        var extensions = ExtensionSet.All;
        if (random.Below(2) == 0)
        {
            foreach (var some in Enum.GetValues<ExtensionSet>())
                if (some is not (ExtensionSet.None or ExtensionSet.All) && random.Below(3) == 0) extensions &= ~some;
        }
        return new Settings
        {
            HostName = new HostName.Named(new DomainName($"s{index}.example")),
            Role = random.Below(4) == 0 ? Role.Lmtp : Role.Mx,
            Tls = random.Of(TlsMode.None, TlsMode.StartTls, TlsMode.StartTls, TlsMode.Implicit),
            Extensions = extensions,
            BareLineEndings = random.Of(BareLineEndings.Refuse, BareLineEndings.Refuse, BareLineEndings.Normalize),
            Limits = new Limits
            {
                MessageSize = random.Of(0, 2500, 1_000_000),
                Recipients = random.Of(2, 3, 100),
                Transactions = random.Of(3, 1000),
            },
        };
    }
}
