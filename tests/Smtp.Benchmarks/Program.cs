using System.Globalization;
using System.Runtime.InteropServices;
using Smtp.Benchmarks;

// dotnet run -c Release --project tests/Smtp.Benchmarks [recording|mailkit|pages [ROUNDS]]
var what = args is [var first, ..] ? first : "recording";
var rounds = args is [_, var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 7;
rounds = Math.Clamp(rounds, 1, 100);
Console.WriteLine($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}");
switch (what)
{
    case "recording": await RecordingCost.MeasureAsync(rounds); break;
    case "mailkit": await MailKitLatency.MeasureAsync(rounds); break;
    case "pages": await PagesSpeed.MeasureAsync(rounds); break;
    default: Console.Error.WriteLine($"No benchmark is named {what}: recording, mailkit or pages."); return 2;
}
return 0;
