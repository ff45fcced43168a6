import assert from "node:assert/strict";
import type { Config } from "@/config/config.ts";
import { daemonWorld } from "@tests/app/serve/support.ts";

const store: Config["store"] = {
  address: { host: "h", port: 5_432, database: "d", user: "u", tls: "prefer" },
  password: null,
  shownAs: "postgres://u@h/d",
  list: "team",
  isOfEnvironment: false,
  passwordFile: null,
};

for (const how of ["told", "unheard"] as const) {
  Deno.test(`serve that loses its list, ${how}, stands by with its doors closed, and goes on once it has it again`, async () => {
    const daemon = daemonWorld({ changes: { store } });
    await daemon.until(() => daemon.doors.length === 2);
    const held = () => daemon.machine.vikunja.tasks().length;
    daemon.task("Milk");
    await daemon.until(() => held() === 1);
    const standing = Promise.withResolvers<void>();
    daemon.state.standing = standing.promise;
    daemon.state.lose(how);
    daemon.task("Bread");
    await daemon.until(() => daemon.doors.every(({ isRefusing }) => isRefusing));
    // What the engine before had put off for later finds its log closed.
    await daemon.time.pass(120_000, () => false);
    assert.equal(held(), 1);
    standing.resolve();
    await daemon.until(() => held() === 2);
    await daemon.until(() => daemon.doors.every(({ isRefusing }) => !isRefusing));
    assert.deepEqual(daemon.said.filter((line) => line.includes("list")).slice(1), [
      "this host does not own the list any more: standing by",
      "this host owns the list",
    ]);
    daemon.stop();
    await daemon.end();
  });
}

Deno.test("serve that stands by is ready, and ends when it is stopped", async () => {
  for (const isFirst of [true, false]) {
    const daemon = daemonWorld({ changes: { store } });
    const standing = Promise.withResolvers<void>();
    if (isFirst) daemon.state.standing = standing.promise;
    await daemon.until(() => daemon.told.includes("READY=1\nSTATUS=standing by"));
    if (!isFirst) {
      await daemon.until(() => daemon.doors.length === 2);
      daemon.state.standing = standing.promise;
      daemon.state.lose("told");
      await daemon.until(() => daemon.doors.every(({ isRefusing }) => isRefusing));
    }
    daemon.stop();
    await daemon.end();
    assert.ok(daemon.doors.every(({ isOpen }) => !isOpen));
  }
});

Deno.test("serve runs `task sync` also while it is not ready yet", async () => {
  const hears = Promise.withResolvers<void>();
  const runs: number[] = [];
  const taskSync = {
    everyMs: 60_000,
    run: () => Promise.resolve(void runs.push(runs.length)).then(() => null),
  };
  const daemon = daemonWorld({ changes: { store }, hears: hears.promise, taskSync });
  await daemon.until(() => runs.length === 2);
  assert.deepEqual(daemon.said.filter((line) => line.includes("task sync")), []);
  hears.resolve();
  await daemon.until(() => daemon.doors.length === 2);
  daemon.stop();
  await daemon.end();
});
