import { openListStore } from "@/adapters/postgres/list_store.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { sinceBootMs as nowMs } from "@/adapters/system/since_boot.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import type { EventRow } from "@/ports/event_row.ts";
import { denoArgs, spawn } from "@tests/support/child_process.ts";
import { postgresLogPlace } from "@tests/support/postgres_place.ts";
import type { PostgresServer } from "@tests/support/postgres_server.ts";
import { callers, manyAtOnce, plainEvent } from "./many_appends.ts";
import type { BenchRow } from "./row.ts";
import { median } from "./timing.ts";

const processes = 4;
const warmUps = 50;
const appendsPerProcess = 150;
const rounds = 5;

type Kind = "engine" | "bare";

/**
 * A list a process, as many hosts have them, beside the same statements with the same number of events and no engine
 * before them: what that gains by more processes is all that this machine has to give.
 */
export async function processesRows({ place }: PostgresServer): Promise<readonly BenchRow[]> {
  const rates: Record<Kind, Record<"one" | "many", number[]>> = {
    engine: { one: [], many: [] },
    bare: { one: [], many: [] },
  };
  const at = JSON.stringify(place);
  for (let round = 0; round < rounds; round++) {
    for (const kind of ["engine", "bare"] as const) {
      rates[kind].one.push(await rateOf(1, kind, at));
      rates[kind].many.push(await rateOf(processes, kind, at));
    }
  }
  return [
    row(`${processes} lists on ${processes} processes, ${callers} callers each`, rates.engine, 2.5),
    row(`the same statements from ${processes} processes, without an engine`, rates.bare, null),
  ];
}

function row(
  name: string,
  { one, many }: Record<"one" | "many", readonly number[]>,
  least: number | null,
): BenchRow {
  const [value, floor] = [median(many), median(one)];
  const ratio = value / floor;
  return {
    name,
    value: Math.round(value),
    unit: "events/s",
    floor: Math.round(floor),
    floorName: "one list on one process",
    ratio,
    target: least === null ? "none" : `ratio ≥ ${least}`,
    met: least === null || ratio >= least,
  };
}

async function rateOf(count: number, kind: Kind, place: string): Promise<number> {
  const script = new URL(import.meta.url).pathname;
  const children = Array.from(
    { length: count },
    () => spawn(Deno.execPath(), denoArgs(script, [kind, place])),
  );
  try {
    for (const child of children) await child.line();
    const startedAt = performance.now();
    await Promise.all(children.map((child) => child.send("go")));
    await Promise.all(children.map((child) => child.line()));
    const events = count * callers * appendsPerProcess;
    return events / (performance.now() - startedAt) * 1_000;
  } finally {
    for (const child of children) await child[Symbol.asyncDispose]();
  }
}

async function child(kind: string, place: DatabasePlace): Promise<void> {
  if (kind === "bare") return await bare(place);
  await using own = await postgresLogPlace({ place }, { isOnDisk: true });
  using log = await own.open();
  await manyAtOnce(log, 0, warmUps);
  await told();
  await manyAtOnce(log, warmUps, appendsPerProcess);
  console.log("done");
}

/** One statement after the other, each with an event of each caller: what group commit makes of them at best. */
async function bare(place: DatabasePlace): Promise<void> {
  await using store = openListStore({ place, list: crypto.randomUUID(), runtime, nowMs });
  const owner = { host: "bench", stateDir: "/", command: "bench", pid: Deno.pid };
  const { lease } = await store.take(owner, "bench");
  if (lease === null) throw new Error("a list of its own is taken");
  await using _lease = lease;
  const log = store.log(lease);
  const batches = Array.from({ length: warmUps + appendsPerProcess }, (_, version) => ({
    after: version * callers,
    rows: Array.from({ length: callers }, (_, caller) => rowOf(caller, version)),
    links: [],
  }));
  for (const batch of batches.slice(0, warmUps)) await log.append(batch);
  await told();
  for (const batch of batches.slice(warmUps)) await log.append(batch);
  console.log("done");
}

function rowOf(caller: number, version: number): EventRow {
  return {
    position: version * callers + caller + 1,
    streamId: `stream ${caller}`,
    version: version + 1,
    previous: version === 0 ? 0 : (version - 1) * callers + caller + 1,
    type: plainEvent.type,
    schema: 1,
    recordedAt: "2026-01-01T00:00:00.000Z",
    data: JSON.stringify(plainEvent.data),
    sum: caller,
  };
}

async function told(): Promise<void> {
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(16));
}

if (import.meta.main) await child(Deno.args[0] ?? "", JSON.parse(Deno.args[1] ?? "null"));
