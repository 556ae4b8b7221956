// Every method of mailpit-api 2 against a host: node version2.mjs URL TOKEN
// The host has an empty mailbox, asks for the token, and hands mail for released.example on to another one.
import assert from "node:assert/strict";
import { MailpitClient } from "mailpit-api";

const [url, token] = process.argv.slice(2);
const called = new Set();
const client = new Proxy(new MailpitClient(url, { auth: { username: "anybody", password: token } }), {
  get(target, name) {
    const member = Reflect.get(target, name);
    if (typeof member !== "function") return member;
    return (...given) => {
      called.add(name);
      return member.apply(target, given);
    };
  },
});

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const refused = (doing, words) => assert.rejects(doing, (error) => {
  assert.match(error.message, /^Mailpit API Error: 4\d\d /);
  assert.match(error.message, words);
  return true;
});

await refused(new MailpitClient(url).getInfo(), / 401 /);

// An empty mailbox.
assert.equal((await client.waitForMessages({ count: 0 })).total, 0);
assert.deepEqual((await client.listMessages()).messages, []);
assert.deepEqual(await client.getTags(), []);
await refused(client.getMessageSummary(), / 404 /);

// Sending.
const { ID } = await client.sendMessage({
  From: { Email: "ann@example.org", Name: "Ann Lee" },
  To: [{ Email: "bob@example.net", Name: "Bob" }, { Email: "carol@example.net" }],
  Cc: [{ Email: "dave@example.net", Name: "Dave" }],
  Bcc: ["hidden@example.net"],
  ReplyTo: [{ Email: "replies@example.org" }],
  Subject: "Welcome, Bøb",
  Text: "Hello Bob, see https://example.org/a?b=1.",
  HTML: '<p>Hello <b>Bob</b>, see <a href="https://example.org/">this</a> <img src="cid:logo"></p><script>alert(1)</script>',
  Headers: { "X-Order": "4711", "List-Unsubscribe": "<mailto:leave@example.org>, <https://example.org/leave>" },
  Tags: ["First tag", "second"],
  Attachments: [
    { Filename: "note.txt", Content: Buffer.from("A note.").toString("base64") },
    { Filename: "logo.png", Content: png.toString("base64"), ContentType: "image/png", ContentID: "logo" },
    { Filename: "page.html", Content: Buffer.from("<script>alert(2)</script>").toString("base64"), ContentType: "text/html" },
  ],
});
await refused(client.sendMessage({ From: { Email: "nobody" }, To: [{ Email: "bob@example.net" }] }), /\{"Error":"From: 'nobody' is no address\."\}/);
await refused(client.sendMessage({ From: { Email: "ann@example.org" }, To: [] }), /no recipient/);
await refused(
  client.sendMessage({ From: { Email: "ann@example.org" }, To: [{ Email: "bob@example.net" }], Headers: { Subject: "x" } }), /'Subject' cannot be set/);

// Lists.
const listed = await client.listMessages();
assert.deepEqual(
  { total: listed.total, unread: listed.unread, count: listed.count, messages_count: listed.messages_count, messages_unread: listed.messages_unread, start: listed.start, tags: listed.tags },
  { total: 1, unread: 1, count: 1, messages_count: 1, messages_unread: 1, start: 0, tags: ["First tag", "second"] });
const [item] = listed.messages;
assert.ok(Math.abs(Date.parse(item.Created) - Date.now()) < 120_000 && item.Created.endsWith("Z"));
assert.match(item.MessageID, /^[^<>@]+@[^<>@]+$/);
assert.ok(item.Size > 1000);
assert.deepEqual({ ...item, Created: "", MessageID: "", Size: 0 }, {
  ID, MessageID: "", Read: false, Size: 0, Created: "", Subject: "Welcome, Bøb", Snippet: "Hello Bob, see https://example.org/a?b=1.",
  From: { Name: "Ann Lee", Address: "ann@example.org" },
  To: [{ Name: "Bob", Address: "bob@example.net" }, { Name: "", Address: "carol@example.net" }],
  Cc: [{ Name: "Dave", Address: "dave@example.net" }],
  Bcc: [{ Name: "", Address: "hidden@example.net" }],
  ReplyTo: [{ Name: "", Address: "replies@example.org" }],
  Tags: ["First tag", "second"], Attachments: 2, Username: "",
});

// Searches.
for (const query of [
  "from:ann@example.org", "to:bob@example.net", "cc:dave", "bcc:hidden@example.net", "reply-to:replies", "addressed:carol", "subject:Welcome",
  'subject:"Welcome, Bøb"', '"subject:Welcome, Bøb"', `message-id:${item.MessageID}`, 'tag:"First tag"', "is:unread", "is:tagged", "has:attachment", "has:inline",
  "larger:1k", "smaller:1MB", "after:2020-01-01", "before:2200-01-01", "hello bob", "-from:eve", "!subject:goodbye", "from:ann -tag:third"]) {
  assert.deepEqual((await client.searchMessages({ query })).messages.map((one) => one.ID), [ID], query);
}
for (const query of ["from:eve", "is:read", "-is:unread", "larger:1MB", "before:2020-01-01", "goodbye", "order:1234"]) {
  assert.equal((await client.searchMessages({ query, tz: "Pacific/Auckland", start: 0, limit: 10 })).messages_count, 0, query);
}
await refused(client.searchMessages({ query: "" }), /no search/);
await refused(client.searchMessages({ query: "before:soon" }), /takes a date/);

// One message.
const message = await client.waitForMessage({ query: "subject:welcome" });
assert.equal(message.ID, ID);
assert.deepEqual(message.From, item.From);
assert.deepEqual(message.To, item.To);
assert.deepEqual(message.Bcc, item.Bcc);
assert.equal(message.ReturnPath, "ann@example.org");
assert.equal(message.Subject, "Welcome, Bøb");
assert.equal(message.MessageID, item.MessageID);
assert.equal(message.Size, item.Size);
assert.deepEqual(message.Tags, item.Tags);
assert.equal(message.Text.trim(), "Hello Bob, see https://example.org/a?b=1.");
assert.match(message.HTML, /<b>Bob<\/b>/);
assert.ok(Math.abs(Date.parse(message.Date) - Date.now()) < 120_000);
assert.deepEqual(message.ListUnsubscribe, {
  Header: "<mailto:leave@example.org>, <https://example.org/leave>", Links: ["mailto:leave@example.org", "https://example.org/leave"], Errors: "", HeaderPost: "",
});
assert.deepEqual(message.Attachments.map(({ FileName, ContentType, Size }) => [FileName, ContentType, Size]), [["note.txt", "text/plain", 7], ["page.html", "text/html", 25]]);
assert.deepEqual(message.Inline.map(({ FileName, ContentType, ContentID, Size }) => [FileName, ContentType, ContentID, Size]), [["logo.png", "image/png", "logo", png.length]]);
assert.deepEqual(message.Attachments[0].Checksums, {
  MD5: "5239d5dbf01602213e138fde529e06bb", SHA1: "2934761bc6fcf6e80562d070d9142e7e5bb802ae",
  SHA256: "cc929e32b3916727cda14281139dca4464c3b6fc995badedad89ab0e678be59a",
});
assert.equal((await client.searchMessages({ query: "is:read" })).messages_count, 1);

const headers = await client.getMessageHeaders(ID);
assert.deepEqual(headers["X-Order"], ["4711"]);
assert.deepEqual(headers["Message-Id"], [`<${item.MessageID}>`]);
assert.equal(headers.Bcc, undefined);
const source = await client.getMessageSource(ID);
assert.match(source, /^X-Order: 4711\r$/m);
assert.equal(Buffer.byteLength(source), item.Size);

const part = (name) => [...message.Attachments, ...message.Inline].find((one) => one.FileName === name).PartID;
const note = await client.getMessageAttachment(ID, part("note.txt"));
assert.deepEqual([await note.text(), note.type], ["A note.", "text/plain"]);
const logo = await client.getMessageAttachment("latest", part("logo.png"));
assert.deepEqual([Buffer.from(await logo.arrayBuffer()), logo.type], [png, "image/png"]);
assert.equal((await client.getMessageAttachment(ID, part("page.html"))).type, "application/octet-stream");
await refused(client.getMessageAttachment(ID, "9.9"), / 404 /);

const html = await client.renderMessageHTML(ID);
assert.match(html, /<b>Bob<\/b>/);
assert.match(html, /src="data:image\/png;base64,/);
assert.doesNotMatch(html, /<script|alert/);
assert.equal(await client.renderMessageHTML("latest", 1), html);
assert.equal((await client.renderMessageText()).trim(), message.Text.trim());

// What is not done says so.
await refused(client.getAttachmentThumbnail(ID, part("logo.png")), /thumbnail/);
await refused(client.htmlCheck(), /not checked/);
await refused(client.linkCheck(ID, true), /not checked/);
await refused(client.spamAssassinCheck(), /SpamAssassin is not/);
await refused(client.getChaosTriggers(), /Chaos is not enabled/);
await refused(client.setChaosTriggers({ Sender: { ErrorCode: 451, Probability: 5 } }), /Chaos is not enabled/);

// Marks and tags.
assert.equal(await client.setReadStatus({ IDs: [ID], Read: false }), "ok");
assert.equal((await client.listMessages()).unread, 1);
assert.equal(await client.setReadStatus({ Search: "from:ann", Read: true }, { tz: "Europe/Berlin" }), "ok");
assert.equal((await client.listMessages()).messages[0].Read, true);
assert.equal(await client.setReadStatus(), "ok");
assert.equal((await client.listMessages()).messages_unread, 1);
await refused(client.setReadStatus({ IDs: [ID], Search: "x" }), /not by both/);
assert.equal(await client.setTags({ IDs: [ID], Tags: ["Last <one>", "to do"] }), "ok");
assert.deepEqual(await client.getTags(), ["Last one", "to do"]);
assert.equal(await client.renameTag("to do", "Done"), "ok");
await refused(client.renameTag("Last one", "done"), /already/);
await refused(client.renameTag("nothing", "something"), /no tag/);
assert.deepEqual((await client.getMessageSummary(ID)).Tags, ["Done", "Last one"]);
assert.equal(await client.deleteTag("Done"), "ok");
await refused(client.deleteTag("Done"), /no tag/);
assert.equal(await client.setTags({ IDs: [ID] }), "ok");
assert.deepEqual(await client.getTags(), []);

// Release goes by the routes, and to nobody else.
assert.equal(await client.releaseMessage(ID, { To: ["zoe@released.example"] }), "ok");
await refused(client.releaseMessage("latest", { To: ["nobody"] }), /no address/);

// The host itself.
const info = await client.getInfo();
assert.match(info.Version, /^\d+\.\d+\.\d+$/);
assert.deepEqual([info.LatestVersion, info.Messages, info.Unread, info.Tags], ["disabled", 1, 0, {}]);
assert.ok(info.Database.endsWith("smtp.db") && info.DatabaseSize > 0 && info.RuntimeStats.Memory > 0 && info.RuntimeStats.Uptime >= 0);
// Two were taken: what was sent, and what was released. What was refused at its recipients or before had no content yet.
assert.deepEqual(
  [info.RuntimeStats.SMTPAccepted, info.RuntimeStats.SMTPAcceptedSize, info.RuntimeStats.SMTPRejected, info.RuntimeStats.SMTPIgnored],
  [2, 2 * item.Size, 0, 0]);
const configuration = await client.getConfiguration();
assert.deepEqual(
  [configuration.MessageRelay.Enabled, configuration.SpamAssassin, configuration.ChaosEnabled, configuration.DuplicatesIgnored], [true, false, false, false]);

// Pages of a list, and deleting.
const more = [];
for (const number of [1, 2, 3]) {
  more.push((await client.sendMessage({ From: { Email: "eve@example.org" }, To: [{ Email: "bob@example.net" }], Subject: `Number ${number}`, Text: "x" })).ID);
}
assert.equal((await client.waitForMessages({ query: "from:eve", count: 3, exact: true }, { timeout: 20_000, interval: 50 })).messages_count, 3);
assert.deepEqual((await client.listMessages(1, 2)).messages.map((one) => one.ID), [more[1], more[0]]);
assert.equal((await client.listMessages(1, 2)).start, 1);
assert.equal(await client.deleteMessages({ IDs: [more[1]] }), "ok");
assert.equal((await client.searchMessages({ query: "from:eve" })).messages_count, 2);
assert.equal(await client.deleteMessagesBySearch({ query: "from:eve" }), "ok");
await refused(client.deleteMessagesBySearch({ query: "-" }), /nothing to search for/);
assert.deepEqual((await client.listMessages()).messages.map((one) => one.ID), [ID]);
assert.equal((await client.getInfo()).RuntimeStats.MessagesDeleted, 3);
assert.equal(await client.deleteMessages(), "ok");
assert.equal((await client.waitForMessages({ count: 0 })).total, 0);

// Nothing that the class has was left out; "request" is what its methods are made with.
const all = Object.getOwnPropertyNames(MailpitClient.prototype).filter((name) => name !== "constructor" && name !== "request");
assert.deepEqual(all.filter((name) => !called.has(name)), []);
console.log(`${all.length} methods called`);
