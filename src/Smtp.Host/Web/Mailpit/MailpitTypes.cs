using System.Text.Json.Serialization;

namespace Smtp.Host.Web.Mailpit;

/// <summary>Whatever Mailpit's API writes and reads: how each is written is generated when this is compiled, as for our own API.</summary>
[JsonSerializable(typeof(MailpitError))]
[JsonSerializable(typeof(MailpitEvent))]
[JsonSerializable(typeof(MailpitInfo))]
[JsonSerializable(typeof(MailpitWebUi))]
[JsonSerializable(typeof(MailpitList))]
[JsonSerializable(typeof(MailpitMessage))]
[JsonSerializable(typeof(MailpitSendRequest))]
[JsonSerializable(typeof(MailpitSent))]
[JsonSerializable(typeof(MailpitLists.Marking))]
[JsonSerializable(typeof(MailpitLists.Naming))]
[JsonSerializable(typeof(MailpitTags.Setting))]
[JsonSerializable(typeof(MailpitTags.Renaming))]
[JsonSerializable(typeof(MailpitSending.Releasing))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(SortedDictionary<string, List<string>>))]
[JsonSerializable(typeof(MailpitReadMark))]
[JsonSerializable(typeof(MailpitTagsMark))]
[JsonSerializable(typeof(MailpitName))]
[JsonSerializable(typeof(MailpitStats))]
internal sealed partial class MailpitTypes : JsonSerializerContext;
