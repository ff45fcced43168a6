import assert from "node:assert/strict";
import type { Operation } from "@/domain/operation.ts";
import type { TakenBack } from "@/domain/taken_back.ts";
import { emptyStatus } from "@/app/inspect.ts";
import type { Input } from "@/ports/operations_table.ts";
import type { ToldTask } from "@/ports/told_task.ts";
import { SyncError } from "@/domain/errors.ts";
import { folder, hostile, pageWorld, uuid } from "@tests/page/support.ts";

const operation: Operation = {
  id: "op-12",
  position: 12,
  at: "2026-01-01T00:00:00.000Z",
  kind: "edit",
  sides: ["vikunja"],
  by: null,
  of: null,
  tasks: 1,
  parts: [{
    task: uuid,
    title: hostile,
    project: [],
    labels: [],
    from: 12,
    upTo: 15,
    changes: [
      {
        side: "vikunja",
        field: "notes",
        before: "one\ntwo",
        after: "one\n<i>2</i>",
        state: "done",
      },
      { side: "taskwarrior", field: "title", before: "a", after: hostile, state: "asked" },
    ],
    presence: [],
    conflicts: [],
    notes: [hostile],
  }],
  counts: null,
};

const told: ToldTask = {
  task: uuid,
  title: hostile,
  done: false,
  vikunjaId: 7,
  project: hostile,
  labels: [hostile],
  priority: 3,
  due: null,
  scheduled: null,
  notes: hostile,
  comments: [hostile],
  assignees: [],
  depends: [],
  claim: null,
  version: 1,
} as unknown as ToldTask;

function historyWorld() {
  const asked: Input<"history">[] = [];
  const world = pageWorld({
    history(filter) {
      asked.push(filter);
      const task = filter.task === null ? null : { task: filter.task, title: hostile };
      return Promise.resolve({ task, operations: [operation], next: 11 });
    },
    operation: ({ position }) =>
      position === 12
        ? Promise.resolve(operation)
        : Promise.reject(new SyncError("NOT_FOUND", `Cannot find op-${position}`)),
    taskAt: ({ task }) =>
      task === uuid
        ? Promise.resolve(told)
        : Promise.reject(new SyncError("NOT_FOUND", "it is on neither side")),
    status: () => Promise.resolve(emptyStatus({ server: "https://v.example", selection: [] })),
  });
  return { ...world, asked };
}

function isHarmless(html: string): void {
  for (const part of ["<b onclick", "<i>2", "\u202e"]) assert.ok(!html.includes(part), part);
}

Deno.test("History hands every part of the filter on, and pages go from the newest to the oldest", async () => {
  const { get, asked } = historyWorld();
  const query = "q=milk&project=home&label=x&by=ada&kind=edit&since=2026-01-02&before=40";
  const html = await (await get(`all?${query}`)).text();
  const [filter] = asked;
  assert.deepEqual([filter?.text, filter?.project, filter?.label, filter?.by, filter?.kind], [
    "milk",
    "home",
    "x",
    "ada",
    "edit",
  ]);
  assert.equal(filter?.since, new Date("2026-01-02T00:00:00").toISOString());
  assert.equal(filter?.before, 40);
  assert.match(html, /href="all\?q=milk[^"]*since=2026-01-02[^"]*before=11"/);
  assert.match(html, /<\/a> notes[^<]* title &quot;a&quot; → /, "whatever the title holds");
  assert.match(html, /name="since" value="2026-01-02"/);
  isHarmless(html);
  await get("all?kind=nonsense&since=never&before=-1");
  assert.deepEqual([asked[1]?.kind, asked[1]?.since, asked[1]?.before], [null, null, null]);
});

Deno.test("a task is shown with what happened to it, its notes as lines, and where it is in Vikunja", async () => {
  const { get } = historyWorld();
  const html = await (await get(`task/${uuid}`)).text();
  assert.match(html, /href="https:\/\/v\.example\/tasks\/7" rel="noreferrer"/);
  assert.match(html, /class="gone"[^]*two[^]*class="new"/);
  assert.match(html, /Not yet in Taskwarrior/);
  isHarmless(html);
  const gone = await (await get("task/other")).text();
  assert.match(gone, /on neither side any more/);
});

Deno.test("of an operation of very many tasks a page shows some, and says how many there are", async () => {
  const asked: Input<"operation">[] = [];
  const [part] = operation.parts;
  const { get } = pageWorld({
    operation(input) {
      asked.push(input);
      const parts = Array.from({ length: 150 }, () => part ?? []).flat();
      return Promise.resolve({ ...operation, tasks: 9_000, parts });
    },
  });
  const html = await (await get("op/12")).text();
  assert.deepEqual(asked, [{ position: 12, most: 100 }]);
  assert.equal(html.split("<h2>").length - 1, 100);
  assert.match(html, />9000 tasks in all</);
});

Deno.test("what there is not is said so: an operation, a page", async () => {
  const { get } = historyWorld();
  for (const path of ["op/13", "op/x", "op/0", "nowhere", "task/"]) {
    const answer = await get(path);
    assert.equal(answer.status, 404, path);
    assert.match(await answer.text(), /<nav id="menu"/);
  }
});

const taken: TakenBack = {
  kind: "undo",
  of: { position: 12, kind: "edit", at: "2026-01-01T00:00:00.000Z" },
  already: null,
  operation: null,
  asOf: 99,
  tasks: [{
    task: uuid,
    title: hostile,
    becomes: "stays",
    conflict: null,
    changes: [{ side: "vikunja", field: "priority", before: 3, after: 0 }],
    kept: [{ field: "title", side: "vikunja", value: hostile, because: "edited since", at: null }],
    lost: [],
    refused: null,
    claimedBy: null,
    pending: [],
  }],
  linked: 1,
  unseen: null,
};

Deno.test("an undo shows its plan, and does what was seen: what was edited since is kept and named", async () => {
  const asked: Input<"takeBack">[] = [];
  const { get, post } = pageWorld({
    takeBack(given) {
      asked.push(given);
      return Promise.resolve(given.isPlan ? taken : { ...taken, operation: 120 });
    },
    operation: () => Promise.resolve(operation),
  });
  const plan = await (await get("undo?op=op-12")).text();
  assert.match(plan, /priority high → none/);
  assert.match(plan, /kept: title/);
  isHarmless(plan);
  const [, asOf = ""] = /name="asOf" value="(\d+)"/.exec(plan) ?? [];
  const answer = await post("undo", { op: "op-12", kind: "undo", asOf });
  const place = answer.headers.get("location") ?? "";
  assert.match(place, /op\/120\?said=/);
  const html = await (await get(place.slice(folder.length + 2))).text();
  assert.match(html, /name="op" value="op-120"[^]*name="kind" value="redo"/);
  assert.deepEqual(asked.map(({ target, isPlan, asOf }) => [target, isPlan, asOf]), [
    [{ kind: "undo", of: 12 }, true, null],
    [{ kind: "undo", of: 12 }, false, 99],
  ]);
  assert.equal((await get("undo?op=12")).status, 400);
  assert.equal((await post("undo", { op: "all" })).status, 400);
});

Deno.test("Waiting shows not more than anybody reads, and how many more there are", async () => {
  const pending = Array.from({ length: 9_000 }, (_, n) => ({
    task: `${n}`,
    title: hostile,
    side: "vikunja",
    action: "create",
    since: "2026-01-01T00:00:00.000Z",
    attempts: 0,
    nextAt: null,
    error: null,
  } as const));
  const status = { ...emptyStatus({ server: null, selection: [] }), pending };
  const { get } = pageWorld({ status: () => Promise.resolve(status) });
  const html = await (await get("waiting")).text();
  assert.match(html, /9,?000 changes on the way/);
  assert.match(html, /And 8,?800 more changes/);
  assert.equal(html.split("<tr>").length - 2, 200);
});

Deno.test("Waiting tries again or drops, all or one; Claims ends what somebody holds", async () => {
  const done: unknown[] = [];
  const released = { ok: true, task: uuid, title: hostile } as const;
  const { post, get } = pageWorld({
    retryNow: ({ task }) => Promise.resolve(done.push(["retry", task])),
    retryDrop: ({ task }) => Promise.resolve(done.push(["drop", task])),
    releaseTask: ({ task, token }) => {
      done.push(["release", task, token]);
      return Promise.resolve(released);
    },
    listClaims: () =>
      Promise.resolve([{
        task: uuid,
        title: hostile,
        agent: hostile,
        token: 3,
        until: "2026-01-01T00:00:00.000Z",
        expired: true,
        version: 1,
      }]),
  });
  await post("waiting", { act: "retry all" });
  await post("waiting", { act: "retry", task: uuid });
  await post("waiting", { act: "drop", task: uuid });
  await post("claims", { act: "end", task: uuid, token: "3" });
  assert.deepEqual(done, [["retry", null], ["retry", uuid], ["drop", uuid], ["release", uuid, 3]]);
  isHarmless(await (await get("claims")).text());
});

Deno.test("Health names the versions of both sides, and says where one is not known", async () => {
  const text = await (await pageWorld().get("health")).text();
  const facts = text.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
  assert.match(facts, /Taskwarrior version 3\.5\.0 Vikunja version not known yet, /);
});
