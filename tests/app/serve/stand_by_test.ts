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

Deno.test("serve that loses its list stands by with its doors closed, and goes on once it has it again", async () => {
  const daemon = daemonWorld({ changes: { store } });
  await daemon.until(() => daemon.doors.length === 2);
  const standing = Promise.withResolvers<void>();
  daemon.state.standing = standing.promise;
  daemon.state.lose();
  await daemon.until(() => daemon.doors.every(({ isRefusing }) => isRefusing));
  daemon.task("Milk");
  standing.resolve();
  await daemon.until(() => daemon.machine.vikunja.tasks().length === 1);
  await daemon.until(() => daemon.doors.every(({ isRefusing }) => !isRefusing));
  assert.deepEqual(daemon.said.slice(1, 3), [
    "this host does not own the list any more: standing by",
    "this host owns the list",
  ]);
  daemon.stop();
  await daemon.end();
});

Deno.test("serve that stands by is ready, and ends when it is stopped", async () => {
  for (const isFirst of [true, false]) {
    const daemon = daemonWorld({ changes: { store } });
    const standing = Promise.withResolvers<void>();
    if (isFirst) daemon.state.standing = standing.promise;
    await daemon.until(() => daemon.told.includes("READY=1\nSTATUS=standing by"));
    if (!isFirst) {
      await daemon.until(() => daemon.doors.length === 2);
      daemon.state.standing = standing.promise;
      daemon.state.lose();
      await daemon.until(() => daemon.doors.every(({ isRefusing }) => isRefusing));
    }
    daemon.stop();
    await daemon.end();
    assert.ok(daemon.doors.every(({ isOpen }) => !isOpen));
  }
});
