using Xunit.Abstractions;
using Xunit.Sdk;

namespace Smtp.Tests;

/// <summary>Prints lines of a test run, whether or not a test fails and without any logger being asked for: give it to a class as
/// its fixture. (xunit.runner.json says that such lines are shown.)</summary>
public sealed class RunReport(IMessageSink sink)
{
    public void Tell(string line) => sink.OnMessage(new DiagnosticMessage(line));
}
