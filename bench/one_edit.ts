import type { Pair, ServeProcess } from "./pair.ts";
import { bareCreates } from "./floor/bare_creates.ts";
import { linked, type Subject } from "./linked.ts";
import { createPair } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { type BenchServer, startServer } from "./server.ts";
import { showTable } from "./table.ts";
import { benchTasks, taskwarriorObjects } from "./tasks.ts";
import { quiet, registerWebhooks, rename, titleOf } from "./serving.ts";
import { median, pause, until } from "./timing.ts";

const rounds = 25;
/** `task import` takes longer for each task the more there are: many come from the server, by a first `sync`. */
const mostImported = 2_000;
const idleMs = 5_000;

/** One edit that goes over, in milliseconds; CPU of the daemon and of what it started, without what it takes at rest. */
interface Span {
  readonly ms: number;
  readonly cpuMs: number;
  readonly requests: number;
  readonly looks: number;
  readonly commits: number;
  /** The same work, bare. */
  readonly floorMs: number;
}

/** One edit at a time through `serve`, on either side, beside the bare requests and the bare `task`. */
export async function benchOneEdit(
  server: BenchServer,
  { version, tasks, hook }: { version: "2.6" | "3"; tasks: number; hook: boolean },
): Promise<readonly BenchRow[]> {
  await using pair = await createPair(server, version);
  const made = benchTasks(tasks, false);
  if (tasks > mostImported) {
    await bareCreates(server, made);
    await pair.sync();
  } else await pair.task(["import", "-"], JSON.stringify(taskwarriorObjects(made)));
  if (hook) await pair.installHook();
  await using serve = await pair.serve(null);
  const subjects = await linked(server, pair, tasks);
  await registerWebhooks(server, serve);
  await quiet(serve, 350);
  const world = { server, pair, serve, idleShare: await idleShare(serve) };
  const out: Span[] = [];
  const back: Span[] = [];
  for (const [round, subject] of subjects.slice(0, rounds + 2).entries()) {
    const spans = [await toVikunja(world, subject), await toTaskwarrior(world, subject)] as const;
    // The first ones find a program that has just started.
    if (round < 2) continue;
    out.push(spans[0]);
    back.push(spans[1]);
  }
  const name = `${version}, ${tasks} tasks${hook ? ", hook" : ""}`;
  return [
    ...rows(`${name}: \`task modify\` → Vikunja`, out, 1.6),
    ...rows(`${name}: Vikunja → Taskwarrior`, back, 1.3),
  ];
}

function rows(name: string, spans: readonly Span[], most: number): BenchRow[] {
  const of = (pick: (span: Span) => number) => median(spans.map(pick));
  const floor = of((span) => span.floorMs);
  const p90 = spans.map(({ ms }) => ms).toSorted((a, b) => a - b)[Math.floor(spans.length * 0.9)] ??
    0;
  const row = (what: string, unit: string, value: number, target: number) => ({
    name: `${name}, ${what}`,
    value,
    unit,
    floor: unit === "ms" ? floor : null,
    floorName: "bare",
    ratio: unit === "ms" ? value / floor : null,
    target: `≤ ${target}`,
    met: (unit === "ms" ? value / floor : value) <= target,
  });
  return [
    row("p50", "ms", of((span) => span.ms), most),
    row("p90", "ms", p90, most),
    row("CPU", "ms CPU", mean(spans.map((span) => span.cpuMs)), 0),
    row("requests", "requests", of((span) => span.requests), 3),
    row("looks", "looks", of((span) => span.looks), 1),
    row("commits", "commits", of((span) => span.commits), 2),
  ];
}

/** The system tells of CPU in steps of 10 ms. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface World {
  readonly server: BenchServer;
  readonly pair: Pair;
  readonly serve: ServeProcess;
  /** Of a core, while nothing happens. */
  readonly idleShare: number;
}

async function idleShare({ pid }: ServeProcess): Promise<number> {
  const before = cpuMs(pid);
  await pause(idleMs);
  return (cpuMs(pid) - before) / idleMs;
}

async function toVikunja(
  { server, pair, serve, idleShare }: World,
  { id, uuid }: Subject,
): Promise<Span> {
  const title = `written here ${crypto.randomUUID()}`;
  await quiet(serve, 350);
  const before = await facts(pair, serve);
  const seen = serve.said().length;
  await pair.task([uuid, "modify", title]);
  const startedAt = performance.now();
  const isSent = () => /^PUT .*\/tasks\//m.test(serve.said().slice(seen));
  await until(() => Promise.resolve(isSent()));
  const ms = performance.now() - startedAt;
  if ((await titleOf(server, id)) !== title) throw new Error("it was not there");
  await quiet(serve, 350);
  const after = await facts(pair, serve);
  const floorAt = performance.now();
  await titleOf(server, id);
  await rename(server, id, `${title}.`);
  const floorMs = performance.now() - floorAt;
  return { ms, floorMs, ...between(before, after, idleShare) };
}

async function toTaskwarrior(
  { server, pair, serve, idleShare }: World,
  { id, uuid }: Subject,
): Promise<Span> {
  await quiet(serve, 350);
  const title = `written there ${crypto.randomUUID()}`;
  const before = await facts(pair, serve);
  await rename(server, id, title);
  const startedAt = performance.now();
  await until(() => Promise.resolve(pair.holds(title)));
  const ms = performance.now() - startedAt;
  await quiet(serve, 350);
  const after = await facts(pair, serve);
  const object = (await pair.task([uuid, "export"])).stdout;
  const floorAt = performance.now();
  await titleOf(server, id);
  await pair.task(["import", "-"], object.replace(title, `${title}.`));
  return { ms, floorMs: performance.now() - floorAt, ...between(before, after, idleShare) };
}

interface Facts {
  readonly atMs: number;
  readonly cpuMs: number;
  readonly requests: number;
  readonly looks: number;
  readonly commits: number;
}

async function facts(pair: Pair, serve: ServeProcess): Promise<Facts> {
  return {
    atMs: performance.now(),
    cpuMs: cpuMs(serve.pid),
    requests: serve.requests(),
    looks: await looksOf(serve),
    commits: pair.commits(),
  };
}

function between(before: Facts, after: Facts, idleShare: number): Omit<Facts, "atMs"> {
  return {
    cpuMs: after.cpuMs - before.cpuMs - idleShare * (after.atMs - before.atMs),
    requests: after.requests - before.requests,
    looks: after.looks - before.looks,
    commits: after.commits - before.commits,
  };
}

async function looksOf({ url }: ServeProcess): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return [...text.matchAll(/rounds_total\{outcome="\w+"\} (\d+)/g)]
    .reduce((sum, [, count]) => sum + Number(count), 0);
}

/** With what it started and waited for. */
function cpuMs(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.split(" ") ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

if (import.meta.main) {
  const [version = "2.6", tasks = "1000", hook = ""] = Deno.args;
  if (version !== "2.6" && version !== "3") throw new Error("2.6 or 3");
  await using server = await startServer();
  await server.clear();
  const rows = await benchOneEdit(server, { version, tasks: Number(tasks), hook: hook === "hook" });
  console.log(showTable(rows, server.kind));
}
