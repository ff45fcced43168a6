import { spawn } from "@tests/support/child_process.ts";
import type { Asked, Edits, Requests } from "./lists_world.ts";
import type { BenchRow } from "./row.ts";
import { denoFolder, taskArguments } from "./pair.ts";
import { showTable } from "./table.ts";
import { pause, until } from "./timing.ts";

/** Every list has asked the sync server at least twice and Vikunja once more, and its log is left as it is. */
const idleMs = 330_000;
const settledMs = 120_000;
/** By then a log that was written to has been summed up. */
const restingMs = 90_000;
const editSeconds = 30;
const editsPerSecond = 50;
/** Of `/proc/PID/stat` (sysconf(_SC_CLK_TCK)). */
const ticksPerSecond = 100;

const nothing: Edits = { made: 0, carriedOver: 0, p50Ms: 0, p99Ms: 0, mostMs: 0 };

/** `serve --lists` with that many lists: new, started again, idle, asked for its metrics, edited in Vikunja, and stopped. */
async function benchManyLists(count: number): Promise<readonly BenchRow[]> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  const port = freePort();
  const script = new URL("./lists_world.ts", import.meta.url).pathname;
  const program = ["run", "--quiet", "--allow-all", "--no-check", script];
  try {
    const told = [folder, String(count), `http://127.0.0.1:${port}`];
    await using world = spawn(Deno.execPath(), [...program, ...told]);
    if (await world.line() !== "ready") throw new Error("no lists were made");
    const ask = async <Answer>(asked: Asked): Promise<Answer> => {
      await world.send(JSON.stringify(asked));
      return JSON.parse(await world.line() ?? "null");
    };
    const first = await firstSync(folder, {
      port,
      count,
      sent: () => ask<number>({ kind: "sent" }),
    });
    await using service = await serve(folder, port);
    const { pid, url } = service;
    const start = await timedOf(pid, () => allRun(url, count));
    await pause(10_000);
    await ask<Requests>({ kind: "asked" });
    const idle = await share(pid, () => pause(idleMs));
    const asked = await ask<Requests>({ kind: "asked" });
    const settled = await share(pid, () => pause(settledMs));
    const bytes = rssBytes(pid);
    const firstMetrics = await metricsMs(url);
    const metrics = await metricsMs(url);
    const edits: Asked = { kind: "edits", perSecond: editsPerSecond, seconds: editSeconds };
    const made: Edits[] = [];
    const busy = await share(pid, async () => void made.push(await ask<Edits>(edits)));
    const [{ p50Ms, p99Ms, mostMs, carriedOver, made: all } = nothing] = made;
    const afterEdits = await metricsMs(url);
    const stopCpu = cpuSeconds(pid);
    const stopAt = performance.now();
    service.stop();
    const lastCpu = await service.ended(() => cpuSeconds(pid));
    const stopSeconds = (performance.now() - stopAt) / 1_000;
    const row = (name: string, value: number, unit: string, most: number | null, beside = "") => ({
      name: `${count} lists: ${name}`,
      value: Math.round(value * 100) / 100,
      unit,
      floor: null,
      floorName: beside,
      ratio: null,
      target: most === null ? "none" : `≤ ${most} ${unit}`,
      met: most === null || value <= most,
    });
    const perSecond = (requests: number) => (requests / idleMs * 1_000).toFixed(1);
    return [
      row("first sync of all", first.seconds, "s", null, `${first.cpu.toFixed(1)} s of CPU`),
      row("started again, all run", start.seconds, "s", null, `${start.cpu.toFixed(1)} s of CPU`),
      row(
        "after a start, of a core",
        idle * 100,
        "%",
        null,
        `asks Vikunja ${perSecond(asked.vikunja)} and the sync server ${
          perSecond(asked.sync)
        } times a second`,
      ),
      row("idle, of a core", settled * 100, "%", 5),
      row("idle, resident", bytes / 1e6, "MB", 500),
      row(
        "/metrics",
        firstMetrics,
        "ms",
        100,
        `again ${metrics} ms, after the edits ${afterEdits} ms`,
      ),
      row(
        `${editsPerSecond} edits a second in Vikunja, p99`,
        p99Ms,
        "ms",
        1_000,
        `p50 ${p50Ms}, most ${mostMs} ms; ${carriedOver} of ${all}; ${
          (busy * 100).toFixed(0)
        } % of a core`,
      ),
      row("SIGTERM", stopSeconds, "s", 30, `${(lastCpu - stopCpu).toFixed(1)} s of CPU`),
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Service {
  readonly port: number;
  readonly count: number;
  /** Lists that have sent something to the sync server. */
  readonly sent: () => Promise<number>;
}

/** Lists that nobody has served before: each makes its log, its replica and its key, and carries three tasks over. */
async function firstSync(folder: string, { port, count, sent }: Service): Promise<Timed> {
  await using service = await serve(folder, port);
  const timed = await timedOf(service.pid, async () => {
    await allRun(service.url, count);
    await until(async () => await sent() === count, { withinMs: 900_000, everyMs: 500 });
  });
  // What follows the first task: the other two, and that their log is left as it is.
  await pause(restingMs);
  service.stop();
  await service.ended(() => 0);
  return timed;
}

interface Timed {
  readonly seconds: number;
  readonly cpu: number;
}

async function timedOf(pid: number, work: () => Promise<void>): Promise<Timed> {
  const [startedAt, before] = [performance.now(), cpuSeconds(pid)];
  await work();
  return { seconds: (performance.now() - startedAt) / 1_000, cpu: cpuSeconds(pid) - before };
}

function allRun(url: string, count: number): Promise<void> {
  return until(async () => await running(url) === count, { withinMs: 900_000, everyMs: 500 });
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** As `deno task serve` starts it. */
async function serve(folder: string, port: number) {
  const url = `http://127.0.0.1:${port}`;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      ...await taskArguments("serve"),
      "--lists",
      folder,
      "--listen",
      `127.0.0.1:${port}`,
      "--metrics",
    ],
    env: { HOME: folder, DENO_DIR: await denoFolder() },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let isOver = false;
  const status = child.status.finally(() => void (isOver = true));
  return {
    url,
    pid: child.pid,
    stop: () => child.kill("SIGTERM"),
    /** What was seen last while it still ran. */
    async ended(see: () => number): Promise<number> {
      let seen = see();
      while (!isOver) {
        await pause(20);
        try {
          seen = see();
        } catch (thrown) {
          if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
        }
      }
      return seen;
    },
    async [Symbol.asyncDispose]() {
      if (!isOver) child.kill("SIGKILL");
      await status;
    },
  };
}

async function running(url: string): Promise<number> {
  try {
    const response = await fetch(`${url}/healthz`);
    return (await response.json()).running;
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    return 0;
  }
}

async function metricsMs(url: string): Promise<number> {
  const startedAt = performance.now();
  await (await fetch(`${url}/metrics`)).text();
  return Math.round(performance.now() - startedAt);
}

async function share(pid: number, work: () => Promise<void>): Promise<number> {
  const { seconds, cpu } = await timedOf(pid, work);
  return cpu / seconds;
}

function cpuSeconds(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function rssBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes) * 1024;
}

if (import.meta.main) {
  const [count = "1000"] = Deno.args;
  console.log(showTable(await benchManyLists(Number(count)), "many lists in one service"));
}
