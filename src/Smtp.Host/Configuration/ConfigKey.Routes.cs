using System.Text.Json.Nodes;
using LanguageExt;
using Smtp.Domain.Routing;

namespace Smtp.Host.Configuration;

public abstract partial record ConfigKey
{
    /// <summary>The routes: a list of groups of <c>to</c> and <c>via</c>. Passwords in them are never shown.</summary>
    public sealed record Routes(string Name, string Meaning) : ConfigKey(Name, Meaning, "a list; each item a group of to, via")
    {
        /// <summary>What the parts of an item are called, what they take and what they are for.</summary>
        public static IReadOnlyList<(string Name, string Allowed, string Meaning)> Parts { get; } =
        [
            ("to", RouteTo.Allowed, "Whose mail. The first route that matches is taken."),
            ("via", Via.Allowed, "By what way: into the mailbox of this server; into a Maildir, with `{user}`, `{domain}` and `{address}` "
                + "in its path; to a delivery agent; to one host for everything; to the mail exchangers of the domain. `smtp://` and `mx:` take "
                + "`?tls=` with `none`, `opportunistic`, `required` or `verified`; `mx:` also `?port=`."),
        ];

        /// <inheritdoc/>
        public override bool ReplacedWhole => true;

        /// <inheritdoc/>
        public override string? Misplaced(ReadOnlySpan<string> rest, string? value)
        {
            if (rest.IsEmpty) return string.IsNullOrEmpty(value) ? null : $"{Name}: give {Allowed}";
            if (!IsIndex(rest[0])) return $"{Name}: give {Allowed}";
            var item = $"{Name}[{rest[0]}]";
            if (rest.Length == 1) return value is null ? null : $"{item}: give a group of to, via";
            var name = rest[1];
            if (!Parts.Any(part => part.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                return Spelling.Unknown($"{item}.{name}", name, Parts.Select(known => (known.Name, $"{item}.{known.Name}")));
            return rest.Length == 2 ? null : $"{item}.{name}: only one value is allowed";
        }

        /// <inheritdoc/>
        public override void Bind(IConfigurationSection section, SmtpOptions options, Problems problems)
        {
            var items = section.GetChildren().Where(item => IsIndex(item.Key)).ToList();
            if (section.Value is null && items.Count == 0) return;
            options.Routes.Clear();
            foreach (var item in items)
            {
                var (to, via) = (item["to"], item["via"]);
                if (to is null) problems.Wrong($"{Name}[{item.Key}].to", $"is missing; give {RouteTo.Allowed}", item.Path + ":via");
                else if (RouteTo.Read(to).IsNone) problems.NotAllowed($"{Name}[{item.Key}].to", to, RouteTo.Allowed, item.Path + ":to");
                if (via is null) problems.Wrong($"{Name}[{item.Key}].via", $"is missing; give {Via.Allowed}", item.Path + ":to");
                else if (Via.Read(via).Case is string problem)
                    problems.Wrong($"{Name}[{item.Key}].via", $"'{Shown(via)}' is not allowed: {problem}", item.Path + ":via");
                options.Routes.Add(new RouteOptions { To = to ?? "", Via = via ?? "" });
            }
        }

        /// <inheritdoc/>
        public override IEnumerable<ConfigValue> Show(SmtpOptions options) => options.Routes.Count == 0
            ? [ConfigValue.Of(Name, [Path], [])]
            : options.Routes.SelectMany((route, index) => new[]
            {
                Part(index, "to", route.To),
                Part(index, "via", Via.Read(route.Via).Match(Right: via => via.ToString(), Left: _ => Shown(route.Via))),
            });

        private ConfigValue Part(int index, string part, string text) =>
            new($"{Name}[{Quantities.Write(index)}].{part}", [$"{Path}:{Quantities.Write(index)}:{part}"], text, JsonValue.Create(text));

        // Whatever stands before the last @ may be a password, even in a text that cannot be read.
        private static string Shown(string via)
        {
            var at = via.LastIndexOf('@');
            var scheme = via.IndexOf(':') + 1;
            while (scheme < at && via[scheme] == '/') scheme++;
            return at < 0 ? via : $"{via[..Math.Min(scheme, at)]}{ConfigValue.Mask}{via[at..]}";
        }
    }
}
