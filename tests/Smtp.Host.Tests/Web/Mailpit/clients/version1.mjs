// The events of mailpit-api 1, which come over a WebSocket: node version1.mjs URL TOKEN
// The host has an empty mailbox and asks for the token.
import assert from "node:assert/strict";
import { MailpitClient } from "mailpit-api-1";

const [url, token] = process.argv.slice(2);
const client = new MailpitClient(url, { username: "anybody", password: token });
const letter = { From: { Email: "ann@example.org" }, To: [{ Email: "bob@example.net" }], Subject: "Hello", Text: "Hello." };
const patience = 30_000;

// The first event is sent as soon as somebody listens.
const first = await client.waitForEvent("stats", patience);
assert.deepEqual(first.Data, { Total: 0, Unread: 0 });

const seen = [];
const forget = client.onEvent("*", (event) => seen.push(event.Type));

const coming = client.waitForEvent("new", patience);
const counting = client.waitForEvent("stats", patience);
const { ID } = await client.sendMessage(letter);
const { Data } = await coming;
assert.deepEqual([Data.ID, Data.Subject, Data.From, Data.Read, Data.Snippet, Data.Attachments], [ID, "Hello", { Name: "", Address: "ann@example.org" }, false, "Hello.", 0]);
assert.deepEqual((await client.listMessages()).messages[0], Data);
assert.deepEqual((await counting).Data, { Total: 1, Unread: 1 });

const reading = client.waitForEvent("update", patience);
assert.equal((await client.getMessageSummary()).ID, ID);
assert.deepEqual((await reading).Data, { ID, Read: true });

const tagging = client.waitForEvent("update", patience);
assert.equal(await client.setTags({ IDs: [ID], Tags: ["done"] }), "ok");
assert.deepEqual((await tagging).Data, { ID, Tags: ["done"] });

const renaming = client.waitForEvent("prune", patience);
assert.equal(await client.renameTag("done", "dealt with"), "ok");
assert.equal((await renaming).Data, null);

const going = client.waitForEvent("delete", patience);
assert.equal(await client.deleteMessages({ IDs: [ID] }), "ok");
assert.deepEqual((await going).Data, { ID });

const ending = client.waitForEvent("truncate", patience);
await client.sendMessage(letter);
assert.equal(await client.deleteMessages(), "ok");
assert.equal((await ending).Data, null);

forget();
client.disconnect();
for (const type of ["new", "stats", "update", "prune", "delete", "truncate"]) assert.ok(seen.includes(type), type);
console.log("events heard");
process.exit(0);
