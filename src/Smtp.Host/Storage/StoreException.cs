namespace Smtp.Host.Storage;

/// <summary>The store cannot be opened, or its disk failed. Nothing was promised. The message is one line for people.</summary>
public sealed class StoreException(string message, Exception? inner = null) : IOException(message, inner);
