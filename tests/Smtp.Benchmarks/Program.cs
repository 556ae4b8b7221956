using System.Globalization;
using System.Runtime.InteropServices;
using Smtp.Benchmarks;

// dotnet run -c Release --project tests/Smtp.Benchmarks [ROUNDS]
var rounds = args is [var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 7;
Console.WriteLine($"{RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}");
await RecordingCost.MeasureAsync(Math.Clamp(rounds, 1, 100));
