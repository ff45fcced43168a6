import assert from "node:assert/strict";
import { listen } from "@/adapters/http/server.ts";
import type { TaskEdit, TaskEdits } from "@/ports/task_edits.ts";
import { claimsWorld } from "@tests/support/claims_world.ts";
import { isLong } from "@tests/support/long_form.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { servedRoutes } from "@tests/support/served_routes.ts";
import { socketClient } from "@tests/support/socket_client.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const notAsked = () => Promise.reject(new Error("not asked for here"));
const noEdits: TaskEdits = { add: notAsked, edit: notAsked };

async function served(tasks: readonly string[], edits = noEdits) {
  const world = await claimsWorld(tasks);
  const folder = tempFolder();
  const path = folder.file("socket");
  const routes = servedRoutes(operationsOf({ claims: () => world.claims, edits: () => edits }));
  const server = await listen({ kind: "socket", path }, { routes, isPublic: false });
  return {
    ...world,
    path,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
    },
  };
}

const count = isLong ? 1_000 : 100;

Deno.test(`64 clients of the socket after ${count} tasks: one winner each, no error but «held by» (trap T27)`, async () => {
  const tasks = Array.from({ length: count }, (_, index) => `task-${index}`);
  await using world = await served(tasks);
  const winners = new Map<string, string>();
  let held = 0;
  await Promise.all(Array.from({ length: 64 }, async (_, index) => {
    using client = socketClient(world.path);
    const agent = `agent-${index}`;
    // Each begins elsewhere, so that all of them meet everywhere.
    const order = tasks.map((_, at) => tasks[(at + index * 16) % tasks.length] ?? "");
    for (const task of order) {
      const { status, body } = await client.post("/v1/claims", { task, agent, forMs: 600_000 });
      const answer = body as { ok: boolean; lockedBy?: string };
      assert.equal(status, 200);
      if (!answer.ok) {
        held++;
        assert.equal(answer.lockedBy, winners.get(task) ?? answer.lockedBy);
        continue;
      }
      assert.equal(winners.has(task), false);
      winners.set(task, agent);
    }
  }));
  assert.deepEqual([winners.size, held], [count, 63 * count]);
});

Deno.test("a claim over the socket is renewed, listed, released and reaped", async () => {
  await using world = await served(["a", "b"]);
  using client = socketClient(world.path);
  const claim = { task: "a", agent: "ada", forMs: 60_000 };
  const granted = (await client.post("/v1/claims", claim)).body as { token: number };
  assert.equal(granted.token, 1);
  const renewed = await client.post("/v1/claims/renew", { task: "a", token: 1, forMs: 120_000 });
  assert.equal((renewed.body as { until: string }).until, "2026-11-21T08:02:00.000Z");
  const listed = (await client.get("/v1/claims")).body as { claims: { task: string }[] };
  assert.deepEqual(listed.claims.map(({ task }) => task), ["a"]);
  const stale = await client.post("/v1/claims/release", { task: "a", token: 2 });
  assert.equal((stale.body as { ok: boolean }).ok, false);
  const next = await client.post("/v1/claims/next", { agent: "bob", forMs: 1 });
  assert.equal((next.body as { task: string }).task, "b");
  world.time.pass(2);
  const reaped = (await client.post("/v1/claims/reap", {})).body as { reaped: unknown };
  assert.deepEqual(reaped.reaped, [{ task: "b", agent: "bob", token: 1 }]);
  const released = await client.post("/v1/claims/release", { task: "a", token: 1 });
  assert.deepEqual(released.body, { ok: true, task: "a", title: "task a" });
  const batch = { tasks: ["a", "b"], agent: "eve", forMs: 1_000 };
  const both = (await client.post("/v1/claims/batch", batch)).body as { claims: unknown[] };
  assert.equal(both.claims.length, 2);
});

Deno.test("what cannot be understood is refused with its reasons, what is unknown with 404", async () => {
  await using world = await served(["a"]);
  using client = socketClient(world.path);
  const bad = await client.post("/v1/claims", { task: "", agent: "x", forMs: -1 });
  assert.equal(bad.status, 400);
  const { error } = bad.body as { error: { code: string; message: string } };
  assert.equal(error.code, "USAGE");
  assert.match(error.message, /task: .*forMs: /);
  const unknown = { task: "zz", agent: "x", forMs: 1 };
  assert.equal((await client.post("/v1/claims", unknown)).status, 404);
});

Deno.test("an edit goes through with its conditions", async () => {
  const asked: TaskEdit[] = [];
  const edits: TaskEdits = {
    ...noEdits,
    edit(edit) {
      asked.push(edit);
      return Promise.resolve({ ok: true, task: edit.task, title: "milk", version: 3, pending: [] });
    },
  };
  await using world = await served(["a"], edits);
  using client = socketClient(world.path);
  await client.post("/v1/edit", { task: "a", changes: { title: "x" }, token: 2 });
  assert.deepEqual(asked, [{ task: "a", changes: { title: "x" }, ifVersion: null, token: 2 }]);
});
