import assert from "node:assert/strict";
import { connectDaemon } from "@/adapters/http/daemon_client.ts";
import {
  assertPassesChangeNothing,
  configure,
  hookedDaemon,
  idOf,
  patientWorld,
  sendDelivery,
  servedAgain,
  untilEqual,
} from "@tests/support/at_once.ts";
import { servedOnInherited } from "@tests/support/inherited_socket.ts";
import { edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import { ourselves } from "@tests/support/own_program.ts";
import { createWorld } from "@tests/support/world.ts";

Deno.test("SIGTERM: what is under way ends, senders are told 503 to come again, and nothing stays behind", async () => {
  const held = Promise.withResolvers<void>();
  const underWay = Promise.withResolvers<void>();
  let isHeld = false;
  await using world = await createWorld({
    sandbox: {
      fault: async ({ method }) => {
        if (method === "POST" && isHeld) {
          underWay.resolve();
          await held.promise;
        }
        return null;
      },
    },
  });
  const daemon = await hookedDaemon(world);
  await world.task("add", "Buy seeds");
  await untilEqual(world, 1);
  const id = await idOf(world, "Buy seeds");
  isHeld = true;
  await world.task("add", "under way");
  await underWay.promise;
  daemon.kill("SIGTERM");
  await daemon.said(/^stopping/);
  const response = await fetch(`${daemon.url}/webhook`, { method: "POST", body: "{}" });
  await response.body?.cancel();
  assert.equal(response.status, 503);
  assert.ok(Number(response.headers.get("retry-after")) > 0);
  assert.equal(await sendDelivery(world, daemon, "task.updated", { task: { id } }), 503);
  held.resolve();
  assert.equal((await daemon.ended).code, 0);
  await serverTask(world, "under way");
  await assert.rejects(Deno.stat(daemon.socket), Deno.errors.NotFound);
  const status = await world.json<{ daemon: null; pending: unknown[] }>(["status"]);
  assert.deepEqual([status.daemon, status.pending], [null, []]);
  const again = await servedAgain(world, daemon);
  await untilEqual(world, 2);
  await assertPassesChangeNothing(world, again);
});

Deno.test("SIGHUP: a new configuration is taken, a bad one is named and left", async () => {
  await using world = await patientWorld();
  await world.task("add", "Buy seeds");
  const daemon = await hookedDaemon(world);
  await untilEqual(world, 1);
  const everyMs = async () => (await daemon.daemon()).polls.everyMs;
  assert.equal(await everyMs(), 3_600_000);
  await configure(world, 'poll_every = "90s"');
  daemon.kill("SIGHUP");
  await daemon.said(/read the configuration again/);
  await until("the new interval", everyMs, (ms) => ms === 90_000);

  const kept = /kept the configuration as it was/;
  await configure(world, 'poll_every = "soon"');
  daemon.kill("SIGHUP");
  await daemon.said(kept);
  await daemon.said(/poll_every/);

  await edit(world, "Buy seeds", { priority: 3 });
  await until("the edit", async () => (await localTask(world, "Buy seeds"))["priority"] === "H");
  await configure(world, 'poll_every = "2m"');
  for (let n = 0; n < 5; n++) daemon.kill("SIGHUP");
  await until("the last interval", everyMs, (ms) => ms === 120_000);
  await world.task("Buy seeds", "modify", "priority:L");
  await until(
    "the other edit",
    async () => (await serverTask(world, "Buy seeds"))["priority"] === 1,
  );
  assert.equal(await daemon.stop(), 0);
});

Deno.test("a configuration with which the engine does not start is left for the one before", async () => {
  await using world = await patientWorld();
  const program = world.env["VIKUNJA_SYNC_TASK"];
  await configure(world, 'poll_every = "1h"', `task = "${program}"`);
  await world.task("add", "Buy seeds");
  const daemon = await world.serve(undefined, { VIKUNJA_SYNC_TASK: "" });
  await world.json(["install", "webhooks"]);
  await untilEqual(world, 1);
  await configure(world, 'poll_every = "2h"', `task = "${world.folder}/nowhere/task"`);
  daemon.kill("SIGHUP");
  await daemon.said(/kept the configuration as it was: .*nowhere/);
  await until("the daemon", async () => (await daemon.daemon()).polls.everyMs === 3_600_000);
  await edit(world, "Buy seeds", { priority: 3 });
  await until("the edit", async () => (await localTask(world, "Buy seeds"))["priority"] === "H");
  assert.equal(await daemon.stop(), 0);
});

for (const line of lines) {
  Deno.test(`SIGKILL at any moment and started again: equal, nothing twice (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line, sandbox: { webhookRetryMs: 1 } });
    for (let n = 0; n < 5; n++) await world.task("add", `bystander ${n}`);
    let daemon = await hookedDaemon(world);
    await untilEqual(world, 5);
    for (let round = 0; round < 3; round++) {
      await world.task("add", `here ${round}`);
      await world.task("description.is:bystander 1", "modify", `due:2027-01-0${round + 1}`);
      await world.api("PUT", "/api/v1/projects/1/tasks", { title: `there ${round}` });
      await edit(world, "bystander 2", { priority: 1 + round });
      if (round === 1) await until("some of it", () => serverTask(world, "here 1"));
      daemon.kill("SIGKILL");
      await daemon.ended;
      daemon = await servedAgain(world, daemon);
      await untilEqual(world, 5 + 2 * (round + 1));
    }
    await assertPassesChangeNothing(world, daemon);
  });
}

Deno.test("a second serve on one state folder exits 75 and names the process that has it", async () => {
  await using world = await patientWorld();
  const daemon = await world.serve();
  const socket = `${world.folder}/other.sock`;
  const second = await world.run(["serve", "--socket", socket, "--lock-timeout", "0"]);
  assert.equal(second.code, 75, second.stderr);
  assert.match(second.stderr, new RegExp(`process ${daemon.pid} \\(serve\\)`));
  const here = await world.run(["serve", "--lock-timeout", "0"]);
  assert.equal(here.code, 75, here.stderr);
  await until("a round", () => daemon.daemon(), ({ rounds }) => rounds > 0);
});

Deno.test("the socket that systemd hands over is used, and stays when serve stops", async () => {
  await using world = await patientWorld();
  await world.task("add", "Buy seeds");
  const { daemon: started, socket } = await servedOnInherited(world, [
    Deno.execPath(),
    ...ourselves,
  ]);
  await using daemon = started;
  assert.match(daemon.lines.join("\n"), /listening on the socket of systemd/);
  const client = await connectDaemon(socket);
  assert.equal(client?.info.pid, daemon.pid);
  await until("the task there", async () => (await world.serverTasks()).length === 1);
  const status = await world.json<{ daemon: { pid: number } }>(["status"]);
  assert.equal(status.daemon.pid, daemon.pid);
  assert.equal(await daemon.stop(), 0);
  assert.ok((await Deno.stat(socket)).isSocket);
});

Deno.test("serve tells systemd that it is ready, that it is alive and that it stops", async () => {
  await using world = await patientWorld();
  const path = `${world.folder}/notify`;
  const script = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.settimeout(60)
s.bind(sys.argv[1])
print("bound", flush=True)
while True:
    said = s.recv(4096).decode().split("\\n")[0]
    print(said, flush=True)
    if said == "STOPPING=1":
        break
`;
  const listener = new Deno.Command("python3", {
    args: ["-c", script, path],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const output = listener.output();
  await until("the notify socket", () => Deno.stat(path));
  const daemon = await world.serve([], { NOTIFY_SOCKET: path, WATCHDOG_USEC: "200000" });
  await daemon.sync();
  daemon.kill("SIGHUP");
  await daemon.said(/read the configuration again/);
  assert.equal(await daemon.stop(), 0, daemon.lines.join("\n"));
  const said = new TextDecoder().decode((await output).stdout).trim().split("\n");
  const order = ["bound", "READY=1", "RELOADING=1", "READY=1", "STOPPING=1"];
  assert.deepEqual(said.filter((line) => line !== "WATCHDOG=1"), order);
});
