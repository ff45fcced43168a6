import assert from "node:assert/strict";
import { adapter, create, present, signal, update } from "@tests/adapters/vikunja/support.ts";
import { createToldTasks } from "@/adapters/vikunja/told_tasks.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

type Account = Awaited<ReturnType<typeof testAccount>>;

async function twoMade(vikunja: ReturnType<typeof adapter>): Promise<readonly [string, string]> {
  const [blocker, blocked] = await vikunja.write(
    [create({ title: "blocker" }), create({ title: "blocked" })],
    signal,
  );
  return [present(blocker).id, present(blocked).id];
}

const dependOn = (blocked: string, blocker: string) =>
  update(blocked, { depends: { add: [blocker], remove: [] } });

const rename = (account: Account, id: string, title: string) =>
  account.call("PUT", "/api/v2/tasks/bulk", {
    task_ids: [Number(id)],
    fields: ["title"],
    values: { title },
  });

Deno.test("write() adds a dependency of a task that it made by one request, and tells the task as a read would", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const [blocker, blocked] = await twoMade(vikunja);
  const { result, requests } = await vikunja.counting(() =>
    vikunja.writeOne(dependOn(blocked, blocker))
  );
  assert.equal(requests, 1);
  const [read] = await vikunja.read([blocked], signal);
  assert.deepEqual(present(result).task, read?.kind === "present" ? read.task : null);
  assert.deepEqual(present(result).task.depends, [blocker]);
});

Deno.test("write() adds several dependencies one after the other and reads nothing of what it wrote", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const made = await vikunja.write(
    ["a", "b", "c"].map((title) => create({ title })),
    signal,
  );
  const [a = "", b = "", c = ""] = made.map((each) => present(each).id);
  const { result, requests } = await vikunja.counting(async () => {
    await vikunja.writeOne(dependOn(c, a));
    return await vikunja.writeOne(dependOn(c, b));
  });
  assert.equal(requests, 2);
  assert.deepEqual(present(result).task.depends, [a, b]);
});

Deno.test("write() reads a task first that was read since it was made: more may be known of it than what was written", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  for (
    const look of [
      (id: string) => vikunja.read([id], signal),
      (id: string) => vikunja.readListed([id], signal),
      () => vikunja.everything(),
    ]
  ) {
    const [blocker, blocked] = await twoMade(vikunja);
    await rename(account, blocked, "renamed by somebody");
    await look(blocked);
    const written = present(await vikunja.writeOne(dependOn(blocked, blocker)));
    assert.deepEqual([written.task.title, written.task.depends], [
      "renamed by somebody",
      [blocker],
    ]);
  }
});

Deno.test("write() finds that a task which it made is gone, where its new dependency is refused", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  const [blocker, blocked] = await twoMade(vikunja);
  await account.call("DELETE", `/api/v2/tasks/${blocked}`);
  const outcome = await vikunja.writeOne(dependOn(blocked, blocker));
  assert.equal(outcome.kind, "stale");
  assert.equal(outcome.kind === "stale" ? outcome.reading.kind : null, "gone");
});

Deno.test("write() reads a task of its own first where an attempt before may have arrived, or more than a dependency is asked for", async () => {
  await using account = await testAccount();
  using vikunja = adapter(account);
  for (
    const [patch, options] of [
      [{}, { mayHaveHappened: true }],
      [{ title: "another" }, {}],
    ] as const
  ) {
    const [blocker, blocked] = await twoMade(vikunja);
    const asked = update(
      blocked,
      { ...patch, depends: { add: [blocker], remove: [] } },
      {},
      options,
    );
    await vikunja.writeOne(asked);
    assert.ok(
      vikunja.lines.some(({ method, path }) =>
        method === "GET" && path.startsWith(`/api/v2/tasks/${blocked}?`)
      ),
    );
  }
});

Deno.test("note() lets the oldest go where what is kept gets long", () => {
  const told = createToldTasks();
  const description = "x".repeat(1_500_000);
  for (const id of [1, 2, 3]) told.note({ id, description });
  assert.deepEqual(["1", "2", "3"].map((id) => told.of(id)?.["id"] ?? null), [null, 2, 3]);
  told.forget(["2"]);
  told.note({ id: 4, description });
  assert.deepEqual(["2", "3", "4"].map((id) => told.of(id)?.["id"] ?? null), [null, 3, 4]);
});
