using System.Globalization;
using System.Runtime.InteropServices;
using Smtp.Benchmarks;
using Smtp.Benchmarks.Core;
using Smtp.Benchmarks.Servers;

// dotnet run -c Release --project tests/Smtp.Benchmarks -- core | servers | recording|mailkit|pages [ROUNDS]; see docs/benchmarks.md
string[] rest = args is [_, ..] ? args[1..] : [];
var rounds = rest is [var text, ..] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, 100) : 7;
switch (args is [var first, ..] ? first : "")
{
    case "core": return CoreCommand.Run(rest);
    case "servers": return await ServersCommand.RunAsync(rest);
    case "recording": Introduce(); await RecordingCost.MeasureAsync(rounds); return 0;
    case "mailkit": Introduce(); await MailKitLatency.MeasureAsync(rounds); return 0;
    case "pages": Introduce(); await PagesSpeed.MeasureAsync(rounds); return 0;
    default: Console.Error.WriteLine("Which benchmark? core, servers, recording, mailkit or pages; see docs/benchmarks.md."); return 2;
}

static void Introduce() => Console.WriteLine(
    $"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}");
