import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { denoArgs, spawn } from "@tests/support/child_process.ts";
import { hostsOf } from "@tests/support/hosts.ts";
import { postgresLogPlace } from "@tests/support/postgres_place.ts";
import { type PostgresServer, startPostgres } from "@tests/support/postgres_server.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { findPostgres } from "../scripts/postgres.ts";
import { callers, manyAtOnce, plainEvent, rounds } from "./many_appends.ts";
import type { BenchRow } from "./row.ts";
import { showTable } from "./table.ts";
import { median, until } from "./timing.ts";

const warmUps = 3;
const appendsPerRound = 50;
const alonePerRound = 100;
const processes = 4;
const appendsPerProcess = 150;

/** Beside SQLite with its group commit, in turns; both wait for the same disk. Nothing where no PostgreSQL is to be had. */
export async function benchPostgres(): Promise<readonly BenchRow[]> {
  const programs = await findPostgres();
  if (programs === null) return [];
  await using server = await startPostgres(programs, { isDurable: true });
  using folder = tempFolder();
  using sqlite = openLog({
    path: folder.file("log.db"),
    projections: logProjections,
    runtime: systemRuntime,
  });
  await using place = await postgresLogPlace(server, { isOnDisk: true });
  using shared = await place.open();
  const together = await inTurns(
    sqlite,
    shared,
    (log, round) => manyAtOnce(log, round * appendsPerRound, appendsPerRound),
  );
  const alone = await inTurns(sqlite, shared, oneByOne);
  return [
    row(`${callers} callers, PostgreSQL ${server.major}`, together, 0.3),
    row(`one caller, PostgreSQL ${server.major}`, alone, null),
    await processesRow(server),
    await oneChangeRow(server),
  ];
}

const changes = 30;

/** `task modify` returns → Vikunja has it, with `serve` of either, in turns. */
async function oneChangeRow(server: PostgresServer): Promise<BenchRow> {
  await using plain = await createWorld();
  await using stored = await createWorld();
  await using hosts = hostsOf(stored, server);
  await using _one = await plain.serve();
  await hosts.serve("host");
  const ms: Record<"sqlite" | "shared", number[]> = { sqlite: [], shared: [] };
  for (let round = 0; round < warmUps + changes; round++) {
    const measured = { sqlite: await change(plain, round), shared: await change(stored, round) };
    if (round < warmUps) continue;
    ms.sqlite.push(measured.sqlite);
    ms.shared.push(measured.shared);
  }
  const [value, floor] = [median(ms.shared), median(ms.sqlite)];
  return {
    name: "one change in Taskwarrior through serve, p50",
    value,
    unit: "ms",
    floor,
    floorName: "the same with SQLite",
    ratio: value / floor,
    target: "ratio ≤ 1.5",
    met: value / floor <= 1.5,
  };
}

async function change(world: World, round: number): Promise<number> {
  const title = `a title of round ${round}`;
  if (round === 0) await world.task("add", title);
  else await world.task("1", "modify", title);
  const startedAt = performance.now();
  await until(async () => (await world.serverTasks()).some((task) => task.title === title));
  return performance.now() - startedAt;
}

interface Rates {
  readonly sqlite: number;
  readonly shared: number;
}

/** Events a second, medians. */
async function inTurns(
  sqlite: Log,
  shared: Log,
  run: (log: Log, round: number) => Promise<number>,
): Promise<Rates> {
  const rates: Record<keyof Rates, number[]> = { sqlite: [], shared: [] };
  for (let round = 0; round < warmUps + rounds; round++) {
    const measured = { sqlite: await run(sqlite, round), shared: await run(shared, round) };
    if (round < warmUps) continue;
    rates.sqlite.push(measured.sqlite);
    rates.shared.push(measured.shared);
  }
  return { sqlite: median(rates.sqlite), shared: median(rates.shared) };
}

async function oneByOne({ store }: Log, round: number): Promise<number> {
  const first = round * alonePerRound;
  const startedAt = performance.now();
  for (let version = first; version < first + alonePerRound; version++) {
    await store.append([{ streamId: "alone", expectedVersion: version, events: [plainEvent] }]);
  }
  return alonePerRound / (performance.now() - startedAt) * 1_000;
}

/** A list a process, as many hosts have them. */
async function processesRow({ place }: PostgresServer): Promise<BenchRow> {
  const one: number[] = [];
  const many: number[] = [];
  for (let round = 0; round < 5; round++) {
    one.push(await rateOf(1, JSON.stringify(place)));
    many.push(await rateOf(processes, JSON.stringify(place)));
  }
  const [value, floor] = [median(many), median(one)];
  return {
    name: `${processes} lists on ${processes} processes, ${callers} callers each`,
    value: Math.round(value),
    unit: "events/s",
    floor: Math.round(floor),
    floorName: "one list on one process",
    ratio: value / floor,
    target: "ratio ≥ 2.5",
    met: value / floor >= 2.5,
  };
}

async function rateOf(count: number, place: string): Promise<number> {
  const script = new URL(import.meta.url).pathname;
  const children = Array.from(
    { length: count },
    () => spawn(Deno.execPath(), denoArgs(script, ["child", place])),
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

async function child(place: string): Promise<void> {
  await using own = await postgresLogPlace({ place: JSON.parse(place) }, { isOnDisk: true });
  using log = await own.open();
  await manyAtOnce(log, 0, appendsPerRound);
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(16));
  await manyAtOnce(log, appendsPerRound, appendsPerProcess);
  console.log("done");
}

function row(name: string, { sqlite, shared }: Rates, least: number | null): BenchRow {
  const ratio = shared / sqlite;
  return {
    name: `append, ${name}`,
    value: Math.round(shared),
    unit: "events/s",
    floor: Math.round(sqlite),
    floorName: "the same into SQLite, group commit",
    ratio,
    target: least === null ? "none" : `ratio ≥ ${least}`,
    met: least === null || ratio >= least,
  };
}

if (import.meta.main) {
  if (Deno.args[0] === "child") await child(Deno.args[1] ?? "");
  else console.log(showTable(await benchPostgres(), "PostgreSQL"));
}
