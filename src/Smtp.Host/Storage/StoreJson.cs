using System.Text.Json.Serialization;

namespace Smtp.Host.Storage;

/// <summary>What is kept as JSON in a column.</summary>
[JsonSerializable(typeof(MessageAddresses))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class StoreJson : JsonSerializerContext;
