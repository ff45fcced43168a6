import assert from "node:assert/strict";
import { silently } from "@/app/asked.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { openRun } from "@/app/open_engine.ts";
import { createServe } from "@/app/serve/serve.ts";
import { startEngine } from "@/app/daemon/start_engine.ts";
import type { Config } from "@/config/config.ts";
import { nothingAsked, type SelectionConfig } from "@/config/selection_config.ts";
import { selectionText } from "@/config/selection_words.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Behind, Place } from "@/ports/doors.ts";
import { portsOf } from "@tests/simulation/processes.ts";
import { lookAtLog, startSimulatedProcess } from "@tests/simulation/process.ts";
import { noPage } from "@tests/support/no_page.ts";
import { runWorld } from "@tests/support/run_world.ts";

interface OpenedDoor {
  readonly place: Place;
  readonly behind: Behind;
  isRefusing: boolean;
  isOpen: boolean;
}

/** A daemon of this process, without a socket: `config`: what it reads when it is told to. */
function daemonWorld(
  { watchdogEveryMs = null }: { readonly watchdogEveryMs?: number | null } = {},
) {
  const world = runWorld();
  const { time, machine } = world;
  const [said, told]: [string[], string[]] = [[], []];
  const doors: OpenedDoor[] = [];
  const stop = new AbortController();
  let reload = () => {};
  const state = {
    reread: (): Promise<Config> => Promise.resolve(machine.config),
    starts: 0,
    /** What keeps the next engine from starting. */
    refusal: null as SyncError | null,
    notes: [] as string[],
    /** The service manager is not there. */
    isDeaf: false,
  };
  const serve = createServe({
    runtime: time.runtime,
    config: { ...machine.config, socketPaths: ["/run/a.sock"] },
    reread: () => state.reread(),
    version: "1.2.3",
    pid: 4711,
    rssBytes: () => 1,
    logBytes: () => 2,
    async startEngine(config, report, accepts) {
      const { refusal } = state;
      state.refusal = null;
      if (refusal !== null) throw refusal;
      state.starts++;
      const process = startSimulatedProcess(time, machine.folder);
      return await startEngine(portsOf(machine, process), config, report, accepts);
    },
    openBeside: (config) => (options, signal) =>
      openRun(portsOf(machine, startSimulatedProcess(time, machine.folder)), {
        ...options,
        config,
        command: "serve",
      }, signal),
    doors: {
      inherited: () => null,
      open(place, behind) {
        const door: OpenedDoor = { place, behind, isRefusing: false, isOpen: true };
        doors.push(door);
        return Promise.resolve({
          url: place.kind === "tcp" ? `http://${place.host}:${place.port}` : null,
          refuse: (isRefusing) => void (door.isRefusing = isRefusing),
          [Symbol.asyncDispose]: () => Promise.resolve(void (door.isOpen = false)),
        });
      },
      openPage: () => Promise.reject(new Error("nobody wants the page")),
      clear: () => {},
      note(_stateDir, path) {
        state.notes.push(path);
        return { [Symbol.dispose]: () => void state.notes.pop() };
      },
    },
    daemons: { look: () => ({ kind: "nothing" }), connect: () => Promise.resolve(null) },
    page: noPage,
    webhookSecret: () => Promise.resolve("signs"),
    manager: {
      watchdogEveryMs,
      notify(line) {
        if (state.isDeaf) return Promise.reject(new SyncError("INTERNAL", `Cannot tell ${line}`));
        return Promise.resolve(void told.push(line));
      },
    },
    reloadRequests: () => ({
      next: () => new Promise((resolve) => reload = resolve),
      [Symbol.dispose]: () => {},
    }),
  });
  const options = { listen: "127.0.0.1:8765", socket: null, isOpenForMetrics: true };
  const over = serve.run(
    options,
    (line) => said.push("text" in line ? line.text : `${line.change.title} in ${line.change.side}`),
    stop.signal,
  );
  over.catch(() => {});
  return {
    ...world,
    state,
    said,
    told,
    doors,
    over,
    stop: () => stop.abort(new Error("SIGTERM")),
    reload: () => reload(),
    /** Until somebody said it, or for ten minutes. */
    async until(isSo: () => boolean): Promise<void> {
      assert.ok(await time.pass(600_000, isSo), [...said, ...told].join("\n"));
    },
    end: () => world.result(over),
  };
}

const isReady = ({ told }: { readonly told: readonly string[] }) => () => told.includes("READY=1");

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

/** As `[selection]` says it. */
const home: SelectionConfig = { ...nothingAsked, projects: ["Home"] };

/** Two tasks that are linked; `take`: somebody has seen what selecting those of Home changes. */
async function selectingWorld() {
  const daemon = daemonWorld();
  daemon.machine.taskwarrior.person.run({
    kind: "add",
    set: { description: "mow", project: "Home" },
  });
  daemon.task("call");
  const linked = () => lookAtLog(daemon.machine.folder, daemon.time.runtime.now).reader.linkCount();
  await daemon.until(() => linked() === 2);
  const { config } = daemon.machine;
  const take = (acceptsSelection: boolean) =>
    daemon.doors[0]!.behind.operations().sync({
      projects: [],
      full: false,
      jobs: 4,
      allowMassDelete: false,
      selection: selectionText(home),
      acceptsSelection,
    }, silently(new AbortController().signal));
  const outside = async () =>
    (await daemon.doors[0]!.behind.operations().status({}, silently(new AbortController().signal)))
      .selection.outside.length;
  return { daemon, config, take, outside };
}

Deno.test("serve goes on with another selection in one step, once somebody has seen what it changes", async () => {
  const { daemon, config, take, outside } = await selectingWorld();
  daemon.state.reread = () => Promise.resolve({ ...config, selection: home });
  await assert.rejects(daemon.result(take(false)), { code: "SELECTION" });
  assert.equal(daemon.state.starts, 1);
  const { linked } = await daemon.result(take(true));
  assert.deepEqual([linked, daemon.state.starts, await outside()], [1, 2, 1]);
  assert.deepEqual(daemon.doors.map(({ isRefusing }) => isRefusing), [false, false]);
  // It is its own now: nothing is to be taken on again.
  await daemon.result(take(true));
  assert.equal(daemon.state.starts, 2);
  daemon.stop();
  await daemon.end();
});

Deno.test("serve tells what another selection changes as a process without it does, by its own configuration as that is now", async () => {
  const { daemon, config, outside } = await selectingWorld();
  const { signal } = new AbortController();
  const asked = {
    projects: [],
    full: false,
    jobs: 4,
    allowMassDelete: false,
    selection: selectionText(home),
  };
  const plan = () =>
    daemon.result(daemon.doors[0]!.behind.operations().plan(asked, silently(signal)));
  await assert.rejects(plan(), { code: "SELECTION", message: /which selects other tasks/ });
  daemon.state.reread = () => Promise.resolve({ ...config, selection: home });
  const told = await plan();
  assert.deepEqual(told.changes.map(({ title, action }) => [title, action]), [["call", "leave"]]);
  daemon.machine.select(home);
  const alone = createManualSync(daemon.openRun).plan(asked, () => {}, signal);
  assert.deepEqual({ ...told, requests: 0 }, { ...await daemon.result(alone), requests: 0 });
  assert.deepEqual([daemon.state.starts, await outside()], [1, 0], "nothing of it is done");
  daemon.stop();
  await daemon.end();
});

Deno.test("serve refuses a selection that its own configuration does not have, and goes on with the one that it has", async () => {
  const { daemon, config, take, outside } = await selectingWorld();
  await assert.rejects(daemon.result(take(true)), {
    code: "SELECTION",
    message: /config\.toml, which selects/,
  });
  daemon.state.reread = () => Promise.reject(new SyncError("CONFIG", "two problems"));
  await assert.rejects(daemon.result(take(true)), { message: "two problems" });
  assert.equal(daemon.state.starts, 1);
  daemon.state.reread = () => Promise.resolve({ ...config, selection: home });
  daemon.state.refusal = new SyncError("CONFIG", "no server is set");
  await assert.rejects(daemon.result(take(true)), { message: "no server is set" });
  assert.deepEqual([daemon.state.starts, await outside()], [2, 0]);
  daemon.task("later");
  await daemon.until(() => daemon.machine.vikunja.tasks().length === 3);
  daemon.stop();
  await daemon.end();
});

Deno.test("serve refuses whoever waits for another selection when it stops", async () => {
  const { daemon, config, take } = await selectingWorld();
  daemon.state.reread = () => Promise.resolve({ ...config, selection: home });
  daemon.stop();
  await assert.rejects(daemon.result(take(true)), { code: "LOCKED" });
  await daemon.end();
});
