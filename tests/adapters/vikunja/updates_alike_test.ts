import assert from "node:assert/strict";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createLimit, type Limit } from "@/adapters/vikunja/client/limit.ts";
import type { Raw } from "@tests/adapters/vikunja/full_task.ts";
import { adapter, project, seed, signal, update } from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("write() completes 60 tasks in two calls besides the reads, and leaves those alone that moved", async () => {
  await using account = await testAccount();
  const ids = await seed(account, await project(account, "P"), 60);
  const [moved, favourite] = ids;
  await account.call("PATCH", `/api/v2/tasks/${moved}`, { done: true });
  await account.call("PATCH", `/api/v2/tasks/${moved}`, { done: false, title: "moved" });
  await account.call("PATCH", `/api/v2/tasks/${favourite}`, { is_favorite: true });
  using vikunja = adapter(account);
  await vikunja.everything();
  const before = vikunja.lines.length;
  const written = await vikunja.write(
    ids.map((id, index) =>
      update(String(id), { done: true, title: "all done" }, { done: false, title: `task ${index}` })
    ),
    signal,
  );
  assert.deepEqual(written.map(({ kind }) => kind).slice(0, 3), ["stale", "written", "written"]);
  const puts = vikunja.lines.slice(before).filter(({ method }) => method === "PUT");
  // One for the favourite, whose values differ, and one for each pack of 50.
  assert.equal(puts.length, 3);
  for (const [index, id] of ids.entries()) {
    const raw = await account.call<Raw>("GET", `/api/v2/tasks/${id}`);
    assert.deepEqual(
      [raw["title"], raw["done"], raw["is_favorite"]],
      index === 0 ? ["moved", false, false] : ["all done", true, index === 1],
    );
  }
});

Deno.test("write() changes the others where one of many alike is refused", async () => {
  await using account = await testAccount();
  const ids = await seed(account, await project(account, "P"), 3);
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = async ({ method }) => {
    if (method === "PUT") await account.call("DELETE", `/api/v2/tasks/${ids[1]}`).catch(() => {});
    return pass;
  };
  const written = await vikunja.write(
    ids.map((id) => update(String(id), { priority: 3 }, { priority: 0 })),
    signal,
  );
  assert.deepEqual(written.map(({ kind }) => kind), ["written", "stale", "written"]);
});

Deno.test("write() has calls about many and calls about one take turns, so that one waits for one of the others", async () => {
  await using account = await testAccount();
  const ids = await seed(account, await project(account, "P"), 4);
  const limit = createLimit(1, systemRuntime);
  const begun: string[] = [];
  const writes: Limit = {
    ...limit,
    run: (work, kind) =>
      limit.run((place) => {
        begun.push(kind ?? "");
        return work(place);
      }, kind),
  };
  using vikunja = adapter(account, { writes });
  await vikunja.everything();
  const [one, ...others] = ids.map((id) => update(String(id), { priority: 3 }, { priority: 0 }));
  assert.ok(one !== undefined);
  await vikunja.write(others, signal);
  await vikunja.write([one], signal);
  assert.deepEqual(begun, ["bulk", ""]);
});
