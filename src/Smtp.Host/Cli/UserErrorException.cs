namespace Smtp.Host.Cli;

/// <summary>What the user asked for cannot be done. The message is one clear line for people.</summary>
public sealed class UserErrorException(string message) : Exception(message);
