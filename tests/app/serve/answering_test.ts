import assert from "node:assert/strict";
import { createAskOwner } from "@/app/hosts/ask_owner.ts";
import { deliverOperation } from "@/app/hosts/handed_on.ts";
import { memoryRequests } from "@tests/support/memory_owner_requests.ts";
import { daemonWorld } from "@tests/app/serve/support.ts";

/** An owner that serves, and another host that asks it. */
function hostsWorld() {
  const memory = memoryRequests();
  const daemon = daemonWorld({ requests: memory.requests });
  const ask = createAskOwner({ ...memory, runtime: daemon.time.elsewhere, waitMs: 10_000 });
  const { signal } = new AbortController();
  return {
    ...daemon,
    memory,
    ask: async (operation: string, input: unknown) =>
      JSON.parse(await daemon.result(ask(operation, JSON.stringify(input), signal)) ?? "null"),
  };
}

Deno.test("serve of the owner does what another host asks, as if it had been asked there", async () => {
  const hosts = hostsWorld();
  const there = () => hosts.machine.vikunja.tasks().map(({ title }) => title).toSorted();
  hosts.task("First");
  await hosts.until(() => there().length === 1);
  await hosts.time.pass(60_000);
  const added = await hosts.ask("add", { uuid: null, title: "Milk", changes: {} });
  const { task } = added.output;
  assert.deepEqual(there(), ["First", "Milk"]);
  const claimed = await hosts.ask("claimTask", { task, agent: "ada", forMs: 60_000 });
  assert.equal(claimed.output.token, 1);
  const taken = await hosts.ask("claimTask", { task, agent: "bob", forMs: 60_000 });
  assert.equal(taken.output.lockedBy, "ada");
  const change = {
    task,
    changes: { title: "Bread" },
    ifVersion: null,
    token: claimed.output.token,
  };
  assert.equal((await hosts.ask("edit", change)).output.ok, true);
  assert.equal((await hosts.ask("releaseTask", { task, token: 1 })).output.ok, true);
  assert.equal((await hosts.ask("edit", { ...change, task: "#99" })).error.code, "NOT_FOUND");
  assert.deepEqual(there(), ["Bread", "First"]);
  hosts.stop();
  await hosts.end();
});

Deno.test("serve of the owner looks at what another host's delivery names", async () => {
  const hosts = hostsWorld();
  await hosts.until(() => hosts.doors.length === 2);
  const id = hosts.serverTask("Milk");
  await hosts.ask(deliverOperation, { ids: [id], event: "task.created" });
  await hosts.until(() => hosts.machine.taskwarrior.tasks().length === 1);
  hosts.stop();
  await hosts.end();
});
