using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Smtp.Host.Web.Api.Messages;
using Smtp.Host.Web.Api.Overview;
using Smtp.Host.Web.Api.Queue;
using Smtp.Host.Web.Api.Sessions;
using Smtp.Host.Web.Live;
using Smtp.Host.Web.Mail;

namespace Smtp.Host.Web.Api;

/// <summary>Whatever the native API writes and reads, and the events beside it: how each is written is generated when this is compiled, since
/// a host that is compiled ahead of time cannot look for it.</summary>
[JsonSerializable(typeof(HostInfo))]
[JsonSerializable(typeof(ProblemList))]
[JsonSerializable(typeof(ProblemDetails))]
[JsonSerializable(typeof(MessageList))]
[JsonSerializable(typeof(ArrivedMessages))]
[JsonSerializable(typeof(MessageDetail))]
[JsonSerializable(typeof(MessageRow))]
[JsonSerializable(typeof(MessageChange))]
[JsonSerializable(typeof(MarkRequest))]
[JsonSerializable(typeof(DeleteRequest))]
[JsonSerializable(typeof(RestoreRequest))]
[JsonSerializable(typeof(ChangedCount))]
[JsonSerializable(typeof(DeletedMessages))]
[JsonSerializable(typeof(MailboxList))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(RenameRequest))]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionDetail))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(QueueRequest))]
[JsonSerializable(typeof(MessagesChange))]
[JsonSerializable(typeof(SessionNewsItem))]
[JsonSerializable(typeof(EventsPosition))]
[JsonSerializable(typeof(NothingMore))]
// What parameters are, and what problems have besides.
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(Stream))]
internal sealed partial class ApiTypes : JsonSerializerContext;
