using System.Text;

namespace Smtp.Host.Cli;

/// <summary>Asks for a new password: twice and without echo on a terminal, one line from standard input otherwise.</summary>
/// <param name="isTerminal">Whether somebody types.</param>
/// <param name="input">Standard input, in UTF-8.</param>
/// <param name="readKey">The next key, not shown.</param>
internal sealed class UserPasswords(Func<bool> isTerminal, Func<TextReader> input, Func<ConsoleKeyInfo> readKey)
{
    public static UserPasswords OfConsole { get; } = new(
        () => !Console.IsInputRedirected,
        () => new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)),
        () => Console.ReadKey(intercept: true));

    /// <exception cref="UserErrorException">None was given, or the two differ.</exception>
    public async Task<string> ReadAsync(bool fromInput, TextWriter prompts, CancellationToken stop)
    {
        if (fromInput || !isTerminal())
        {
            using var reader = input();
            return await reader.ReadLineAsync(stop) is { Length: > 0 } line
                ? line
                : throw new UserErrorException("No password was given: its line on standard input is empty.");
        }
        var first = Ask("Password: ", prompts);
        if (first.Length == 0) throw new UserErrorException("No password was given.");
        return Ask("The same again: ", prompts) == first ? first : throw new UserErrorException("The two passwords differ.");
    }

    /// <summary>Asks for a password that exists: once.</summary>
    /// <exception cref="UserErrorException">Nobody is there to be asked, or none was given.</exception>
    public Task<string> ReadOnceAsync(TextWriter prompts, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (!isTerminal()) throw new UserErrorException("There is no terminal to ask for the password; give --password-file.");
        var typed = Ask("Password: ", prompts);
        return typed.Length > 0 ? Task.FromResult(typed) : throw new UserErrorException("No password was given.");
    }

    private string Ask(string prompt, TextWriter prompts)
    {
        prompts.Write(prompt);
        prompts.Flush();
        var typed = new StringBuilder();
        while (true)
        {
            var key = readKey();
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    prompts.WriteLine();
                    return typed.ToString();
                case ConsoleKey.Backspace:
                    if (typed.Length > 0) typed.Length--;
                    break;
                case var _ when key.KeyChar != '\0' && !char.IsControl(key.KeyChar):
                    typed.Append(key.KeyChar);
                    break;
                default:
                    break; // Arrows and the like type nothing.
            }
        }
    }
}
