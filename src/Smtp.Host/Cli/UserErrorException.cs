namespace Smtp.Host.Cli;

/// <summary>Something that whoever typed the command can put right. The message is one clear line.</summary>
public sealed class UserErrorException(string message, Exception? inner = null) : Exception(message, inner);
