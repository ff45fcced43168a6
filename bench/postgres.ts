import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { hostsOf } from "@tests/support/hosts.ts";
import { postgresLogPlace } from "@tests/support/postgres_place.ts";
import { type PostgresServer, startPostgres } from "@tests/support/postgres_server.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { findPostgres } from "../scripts/postgres.ts";
import { callers, manyAtOnce, plainEvent, rounds } from "./many_appends.ts";
import { processesRows } from "./postgres_processes.ts";
import type { BenchRow } from "./row.ts";
import { showTable } from "./table.ts";
import { median, until } from "./timing.ts";

const warmUps = 3;
const appendsPerRound = 50;
const alonePerRound = 100;

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
    ...await processesRows(server),
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

if (import.meta.main) console.log(showTable(await benchPostgres(), "PostgreSQL"));
