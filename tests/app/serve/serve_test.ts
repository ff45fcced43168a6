import assert from "node:assert/strict";
import { silently } from "@/app/asked.ts";
import { SyncError } from "@/domain/errors.ts";
import { daemonWorld, isReady } from "@tests/app/serve/support.ts";

Deno.test("serve opens both doors, says so to people and the service manager, and closes them", async () => {
  const daemon = daemonWorld();
  await daemon.until(isReady(daemon));
  assert.deepEqual(daemon.doors.map(({ place }) => place), [
    { kind: "socket", path: "/run/a.sock" },
    { kind: "tcp", host: "127.0.0.1", port: 8765 },
  ]);
  assert.deepEqual(daemon.said, ["listening on /run/a.sock and http://127.0.0.1:8765"]);
  assert.deepEqual(daemon.state.notes, ["/run/a.sock"]);
  daemon.stop();
  await daemon.end();
  assert.deepEqual(daemon.told, ["READY=1", "STOPPING=1"]);
  assert.deepEqual(daemon.said.at(-1), "stopping");
  assert.ok(daemon.doors.every(({ isOpen, isRefusing }) => !isOpen && isRefusing));
  assert.deepEqual(daemon.state.notes, []);
});

Deno.test("serve carries over what changes, and says of itself where it listens", async () => {
  const daemon = daemonWorld();
  daemon.task("Milk");
  await daemon.until(() => daemon.machine.vikunja.tasks().length === 1);
  const [door] = daemon.doors;
  const how = silently(new AbortController().signal);
  const status = await door?.behind.operations().daemon({}, how);
  assert.equal(status?.listen, "http://127.0.0.1:8765");
  assert.deepEqual([status?.socket, status?.pid, status?.version], ["/run/a.sock", 4711, "1.2.3"]);
  door?.behind.deliveries.count("refused");
  assert.equal((await door?.behind.operations().daemon({}, how))?.webhooks.refused, 1);
  daemon.stop();
  await daemon.end();
});

Deno.test("serve reads the configuration again, and refuses requests meanwhile", async () => {
  const daemon = daemonWorld();
  await daemon.until(isReady(daemon));
  const { config } = daemon.machine;
  daemon.state.reread = () => Promise.resolve({ ...config, webhookAuth: "ada:secret" });
  daemon.reload();
  await daemon.until(() => daemon.doors[0]?.isRefusing === true);
  await daemon.until(() => daemon.said.includes("read the configuration again"));
  await daemon.until(() => daemon.doors[0]?.isRefusing === false);
  assert.equal(daemon.doors[0]?.behind.deliveries.basicAuth(), "ada:secret");
  assert.equal(daemon.state.starts, 2);
  await daemon.until(() => daemon.told.length === 3);
  assert.match(daemon.told[1] ?? "", /^RELOADING=1\nMONOTONIC_USEC=\d+$/);
  assert.equal(daemon.told[2], "READY=1");
  daemon.stop();
  await daemon.end();
});

Deno.test("serve that is stopped while it starts, or starts anew, just stops", async () => {
  for (const isReload of [false, true]) {
    const daemon = daemonWorld({ isHeldUp: !isReload });
    if (isReload) {
      await daemon.until(isReady(daemon));
      daemon.state.standing = new Promise(() => {});
      daemon.reload();
    }
    await daemon.until(() => daemon.state.starts === (isReload ? 2 : 1));
    daemon.stop();
    await daemon.end();
    assert.ok(!daemon.said.some((line) => line.startsWith("kept")), daemon.said.join());
    assert.ok(daemon.doors.every(({ isOpen }) => !isOpen));
  }
});

Deno.test("serve goes on with the configuration that it has where the new one is wrong", async () => {
  const daemon = daemonWorld();
  await daemon.until(isReady(daemon));
  const wrong = new SyncError("CONFIG", "Cannot use the configuration: 1 problem");
  daemon.state.reread = () => Promise.reject(wrong);
  daemon.reload();
  await daemon.until(() => daemon.said.some((line) => line.startsWith("kept the configuration")));
  assert.equal(daemon.state.starts, 1);
  daemon.state.reread = () => Promise.resolve(daemon.machine.config);
  daemon.state.refusal = new SyncError("SERVER_TOO_OLD", "Cannot work with that server");
  daemon.reload();
  await daemon.until(() => daemon.state.starts === 2);
  assert.equal(
    daemon.said.at(-1),
    "kept the configuration as it was: Cannot work with that server",
  );
  daemon.task("Milk");
  await daemon.until(() => daemon.machine.vikunja.tasks().length === 1);
  daemon.stop();
  await daemon.end();
});

Deno.test("serve says to the service manager that it is alive, as often as that wants to hear it", async () => {
  const daemon = daemonWorld({ watchdogEveryMs: 60_000 });
  await daemon.until(isReady(daemon));
  await daemon.time.pass(300_000);
  const alive = () => daemon.told.filter((line) => line === "WATCHDOG=1").length;
  assert.equal(alive(), 5);
  daemon.stop();
  await daemon.end();
  await daemon.time.pass(300_000);
  assert.equal(alive(), 5);
});

Deno.test("serve goes on where the service manager is not there for a moment, and says so", async () => {
  const daemon = daemonWorld({ watchdogEveryMs: 60_000 });
  await daemon.until(isReady(daemon));
  daemon.state.isDeaf = true;
  await daemon.until(() => daemon.said.includes("Cannot tell WATCHDOG=1"));
  daemon.state.isDeaf = false;
  await daemon.until(() => daemon.told.includes("WATCHDOG=1"));
  daemon.stop();
  await daemon.end();
});

Deno.test("serve says a line for each change that it carried over, and none for its own notes", async () => {
  const daemon = daemonWorld();
  await daemon.until(isReady(daemon));
  daemon.task("water the plants");
  await daemon.until(() => daemon.said.includes("water the plants in vikunja"));
  daemon.serverTask("feed the cat");
  await daemon.until(() => daemon.said.includes("feed the cat in taskwarrior"));
  assert.equal(daemon.said.filter((line) => line.includes("water the plants")).length, 1);
  daemon.stop();
  await daemon.end();
});
