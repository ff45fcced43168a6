import { join } from "node:path";
import { createBackups } from "@/app/backup/backups.ts";
import { createLogCare } from "@/app/backup/log_care.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { backupDeps } from "@tests/support/backup_world.ts";
import { fillHistory, tasksOfLog } from "./long_log.ts";
import type { BenchRow } from "./row.ts";
import { timesRow } from "./rows.ts";
import { showTable } from "./table.ts";
import { median, timed, timedProcess } from "./timing.ts";

const rounds = 3;
const { signal } = new AbortController();

/**
 * Backups of a log of 100,000 events with what both sides have, beside bare programs on the same files: `tar czf`, `gzip -t`,
 * `tar xzf`. What is read of the sides is there already, so that no server is measured.
 */
export async function benchBackup(): Promise<readonly BenchRow[]> {
  const folder = Deno.makeTempDirSync({ prefix: "vikunja-sync-bench-" });
  try {
    return await rowsIn(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function rowsIn(folder: string): Promise<readonly BenchRow[]> {
  const logPath = join(folder, "log.db");
  {
    using log = openLog({ path: logPath, projections: logProjections, runtime: systemRuntime });
    await fillHistory(log);
  }
  const lines = Array.from(
    { length: tasksOfLog },
    (_, n) => JSON.stringify({ description: `title ${n} of a task with some words`, uuid: n }),
  );
  const side = () => Promise.resolve({ lines, tasks: tasksOfLog });
  const deps = {
    ...backupDeps(folder, () => new Date()),
    taskwarrior: side,
    vikunja: side,
  };
  const backups = createBackups(deps);
  const care = createLogCare({
    path: logPath,
    ...deps,
    database: null,
    move: () => Promise.reject(new Error("nothing is moved")),
  });
  const bare = join(folder, "bare");
  Deno.mkdirSync(bare);
  for (const name of ["taskwarrior.jsonl", "vikunja.jsonl"]) {
    Deno.writeTextFileSync(join(bare, name), lines.join("\n"));
  }
  const run = async (program: string, ...args: readonly string[]) =>
    (await timedProcess(program, args, { env: {} })).seconds;

  let path = "";
  const made = await inTurns(
    async () => {
      path = (await backups.create({ withoutServer: false }, signal)).path;
    },
    async () => {
      const copied = await run("cp", logPath, join(bare, "log.db"));
      return copied + await run("tar", "czf", join(folder, "bare.tar.gz"), "-C", bare, ".");
    },
  );
  const verified = await inTurns(
    async () => void await backups.verify(path, signal),
    () => run("gzip", "-t", join(folder, "bare.tar.gz")),
  );
  const checked = await inTurns(
    async () => void await care.verify(signal),
    () => run("sha256sum", logPath),
  );
  const restored = await inTurns(
    async () => void await backups.restore(path, () => Promise.resolve(true), signal),
    () => run("tar", "xzf", join(folder, "bare.tar.gz"), "-C", bare),
  );
  const compact = await timed(() => care.compact("9000", signal));
  const zipped = await run("gzip", "-kf", join(bare, "log.db"));
  const row = (name: string, { value, floor }: Turns, floorName: string, most: number) =>
    timesRow(name, { value, floor, floorName, most });
  return [
    row("backup create", made, "cp and tar czf of the same parts", 4),
    row("backup verify", verified, "gzip -t", 10),
    row("backup restore", restored, "tar xzf", 10),
    row("log verify, everything", checked, "sha256sum of the log", 40),
    row("log compact", { value: compact, floor: zipped }, "gzip of the log", 10),
  ];
}

interface Turns {
  readonly value: number;
  readonly floor: number;
}

/** Medians. */
async function inTurns(ours: () => Promise<void>, floor: () => Promise<number>): Promise<Turns> {
  const [spent, least]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    spent.push(await timed(ours));
    least.push(await floor());
  }
  return { value: median(spent), floor: median(least) };
}

if (import.meta.main) {
  console.log(showTable(await benchBackup(), "Backups of a log of 100,000 events"));
}
