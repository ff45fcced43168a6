import assert from "node:assert/strict";
import { adapter, project, seed, signal } from "@tests/adapters/vikunja/support.ts";
import { faultyProxy } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("T18 changes() does not depend on this machine's clock, only on the server's", async () => {
  for (const offset of [-86_400_000, -3_600_000, 3_600_000]) {
    await using account = await testAccount();
    const now = () => new Date(Date.now() + offset);
    const [id] = await seed(account, await project(account, "P"), 2);
    using vikunja = adapter(account, { now });
    await vikunja.everything();
    await account.call("PATCH", `/api/v2/tasks/${id}`, { title: "changed" });
    const request = { cursor: vikunja.cursor(), full: false, knownCount: 2 };
    const changes = await vikunja.changes(request, signal);
    assert.ok(changes.readings.some((reading) => reading.id === String(id)));
    const measured = vikunja.clock.offset() ?? { from: NaN, until: NaN };
    assert.ok(measured.from <= -offset && -offset <= measured.until, JSON.stringify(measured));
    assert.ok(measured.until - measured.from <= 1_100, JSON.stringify(measured));
  }
});

Deno.test("T18 changes() does not mind this machine's clock jumping back in the middle of a run", async () => {
  await using account = await testAccount();
  let jump = 0;
  const [id] = await seed(account, await project(account, "P"), 2);
  using vikunja = adapter(account, { now: () => new Date(Date.now() + jump) });
  await vikunja.everything();
  jump = -86_400_000;
  await account.call("PATCH", `/api/v2/tasks/${id}`, { title: "changed" });
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 2 };
  const changes = await vikunja.changes(request, signal);
  assert.equal(changes.complete, false);
  assert.ok(changes.readings.some((reading) => reading.id === String(id)));
});

Deno.test("T18 changes() reads everything when the server's clock was set back", async () => {
  await using account = await testAccount();
  await seed(account, await project(account, "P"), 1);
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  const date = new Date(Date.now() - 3_600_000).toUTCString();
  proxy.fault = () => ({ kind: "pass", headers: { date } });
  const request = { cursor: vikunja.cursor(), full: false, knownCount: 1 };
  assert.equal((await vikunja.changes(request, signal)).complete, true);
});
