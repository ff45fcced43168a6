import assert from "node:assert/strict";
import type { Input } from "@/ports/operations_table.ts";
import type { InboxAct, InboxItem, InboxOutcome } from "@/ports/inbox.ts";
import { folder, host, pageWorld } from "@tests/page/support.ts";

const conflict: InboxItem = {
  id: "c-1",
  kind: "conflict",
  task: "8f0e4c1a-95f2-4d5f-8d4e-000000000001",
  title: "Milk",
  project: ["home", "shop"],
  vikunjaId: 7,
  since: "2026-01-01T00:00:00.000Z",
  why: "newer edit",
  kept: "vikunja",
  lacking: null,
  fields: [{
    field: "notes",
    taskwarrior: { value: "two\nof oat", at: null, by: "ada" },
    vikunja: { value: "<p>two</p><p>of rice</p>", at: null, by: null },
  }],
  parts: [],
  missing: [],
  offers: [
    {
      choice: "taskwarrior",
      isAsItIs: false,
      will: [{
        task: "t",
        title: "Milk",
        side: "vikunja",
        action: "update",
        changes: ['priority: none → "H"'],
      }],
      hindrance: null,
    },
    { choice: "vikunja", isAsItIs: true, will: [], hindrance: null },
  ],
  isAnswered: false,
};

const held: InboxItem = {
  ...conflict,
  id: "held-vikunja-1",
  kind: "held",
  title: "Bread",
  why: "very many went at once",
  kept: null,
  lacking: "vikunja",
  offers: [
    { choice: "bring back", isAsItIs: false, will: null, hindrance: null },
    { choice: "let go", isAsItIs: false, will: null, hindrance: "the server is away" },
  ],
};

function inboxWorld(items: readonly InboxItem[]) {
  const asked: Input<"inbox">[] = [];
  const acted: (readonly InboxAct[])[] = [];
  const world = pageWorld({
    inbox(given) {
      asked.push(given);
      const counts = { conflict: 1, missing: 0, held: 1, "given up": 0, unread: 0, "left out": 0 };
      return Promise.resolve({ items, total: items.length, counts, position: 1 });
    },
    actOnInbox({ acts }) {
      acted.push(acts);
      return Promise.resolve(acts.map(({ id, choice }): InboxOutcome => ({
        id,
        choice,
        task: "t",
        title: "Milk",
        error: choice === "let go" ? "the server is away" : null,
        undo: choice === "let go" ? null : { id, choice: "take back" },
        operation: 12,
      })));
    },
  });
  return { ...world, asked, acted };
}

Deno.test("the Inbox shows both values in full side by side, who gave them, and what each choice will do", async () => {
  const { get } = inboxWorld([conflict]);
  const html = await (await get("inbox")).text();
  assert.match(html, /two\n<b>of oat<\/b>/);
  assert.match(html, /two\n<b>of rice<\/b>/);
  assert.match(html, /by ada/);
  assert.match(html, /Take that of Taskwarrior/);
  assert.match(html, /Vikunja: priority none → &quot;H&quot;/);
  assert.match(html, /Keep that of Vikunja/);
  assert.match(html, /nothing is written/);
});

Deno.test("the Inbox does what was pressed, says what came of it, and offers to undo that", async () => {
  const { get, post, acted } = inboxWorld([conflict]);
  const answer = await post("inbox", { act: "taskwarrior:c-1" });
  assert.equal(answer.status, 303);
  const next = answer.headers.get("location") ?? "";
  assert.ok(next.startsWith(`/${folder}/inbox?said=`));
  const html = await (await get(next.slice(folder.length + 2))).text();
  assert.match(html, /role="status"[^]*“Milk”: both sides have what Taskwarrior said\./);
  const [, undo = ""] = /name="act" value="(take back:c-1)"/.exec(html) ?? [];
  await post("inbox", { act: undo });
  assert.deepEqual(acted, [
    [{ id: "c-1", choice: "taskwarrior" }],
    [{ id: "c-1", choice: "take back" }],
  ]);
});

Deno.test("the Inbox says why something was not done, and why it cannot be now", async () => {
  const { get, post } = inboxWorld([held]);
  const page = await (await get("inbox")).text();
  assert.match(page, /not there/);
  assert.match(page, /disabled[^]*Delete it in Taskwarrior as well/);
  assert.match(page, /not now: the server is away/);
  const answer = await post("inbox", { act: "let go:held-vikunja-1" });
  const html = await (await get((answer.headers.get("location") ?? "").slice(folder.length + 2)))
    .text();
  assert.match(html, /class="said failed"[^]*“Milk” stays as it is: the server is away/);
});

Deno.test("the Inbox does one thing with many: with those that are chosen, or all that a filter finds", async () => {
  const { ask, cookie, acted, asked, post } = inboxWorld([conflict, held]);
  const body = new URLSearchParams([["choice", "keep"], ["id", "c-1"], ["id", "c-2"]]);
  const headers = { cookie, origin: "http://127.0.0.1:4711" };
  await ask(`/${folder}/inbox`, { method: "POST", body, headers });
  assert.deepEqual(acted[0], [{ id: "c-1", choice: "keep" }, { id: "c-2", choice: "keep" }]);
  await post("inbox", {
    choice: "keep",
    scope: "all",
    q: "milk",
    kind: "conflict",
    project: "home",
  });
  assert.deepEqual(acted[1], [
    { id: "c-1", choice: "keep" },
    { id: "held-vikunja-1", choice: "keep" },
  ]);
  const filter = asked.at(-1);
  assert.deepEqual([filter?.text, filter?.kinds, filter?.projects, filter?.foresees], [
    "milk",
    ["conflict"],
    ["home"],
    false,
  ]);
});

Deno.test("the Inbox tells what a choice will do with all that a filter finds, before it is done", async () => {
  const { get, acted, asked } = inboxWorld([conflict, held]);
  const html = await (await get("many?choice=taskwarrior&q=milk&kind=conflict")).text();
  assert.match(html, /With 2 items: take that of Taskwarrior\?/);
  assert.match(html, /Vikunja: priority none → &quot;H&quot;/);
  assert.match(html, /Bread[^]*stays: it is no choice of this/);
  assert.match(html, /name="q" value="milk"[^]*name="choice" value="taskwarrior"/);
  assert.deepEqual([asked[0]?.text, asked[0]?.kinds], ["milk", ["conflict"]]);
  assert.deepEqual(acted, []);
});

Deno.test("the Inbox shows text of others as text: neither markup nor what turns the direction of writing", async () => {
  const title = `<img src=x onerror=alert(1)>"'\u202egpj`;
  const value = "<script>alert(1)</script>\u0007";
  const fields = [{
    field: "title",
    taskwarrior: { value, at: null, by: title },
    vikunja: { value: title, at: null, by: null },
  }];
  const { get } = inboxWorld([{ ...conflict, title, project: [title], fields, why: title }]);
  const html = await (await get(`inbox?q=${encodeURIComponent(title)}`)).text();
  for (const part of ["<img", "<script>", "\u202e", "\u0007"]) assert.ok(!html.includes(part));
  assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;\\x07/);
  assert.match(html, /\\u202egpj/);
});

Deno.test("the Inbox refuses a form that says nothing it knows", async () => {
  const { ask, cookie, post, acted } = inboxWorld([conflict]);
  for (const form of [{ act: "explode:c-1" }, { choice: "keep it" }, { act: "c-1" }]) {
    assert.equal((await post("inbox", form)).status, 400, JSON.stringify(form));
  }
  const body = { method: "POST", body: "{", headers: { cookie, origin: `http://${host}` } };
  assert.equal((await ask(`/${folder}/inbox`, body)).status, 400);
  assert.equal((await post("inbox", { choice: "keep" })).status, 303);
  assert.deepEqual(acted, []);
});
