import { type Golden, goldenLogs, wrongVersions } from "@tests/support/golden_logs.ts";
import { foldsOf } from "@tests/support/golden_folds.ts";
import { recordedLog } from "@tests/support/recorded_log.ts";

/**
 * Writes what each version of a fold (`pairFold`, a projection's `version`) makes of the recorded logs. A
 * version that is written once is never written again: what comes to something else needs a new version.
 * With a name a log is recorded anew first, for kinds of events that no log has yet:
 *
 *     deno run --allow-all scripts/write_golden_folds.ts [log_2]
 */
const folder = new URL("../tests/fixtures/folds/", import.meta.url);
const [recorded] = Deno.args;

if (recorded === undefined) {
  for (const log of goldenLogs) write(log);
} else {
  const events = recordedLog();
  Deno.writeTextFileSync(
    new URL(`${recorded}.json`, folder),
    `[\n${events.map((event) => JSON.stringify(event)).join(",\n")}\n]\n`,
    { createNew: true },
  );
  write({ name: recorded, events, hashes: {} });
  console.log(`Name ${recorded} in tests/support/golden_logs.ts.`);
}

function write(log: Golden): void {
  const wrong = wrongVersions(log).filter(({ why }) => why === "changed");
  if (wrong.length > 0) {
    for (const { fold } of wrong) console.error(`${fold} of ${log.name}: raise its version first`);
    return Deno.exit(1);
  }
  const folds = Object.entries(foldsOf(log.events));
  const today = Object.fromEntries(folds.map(([name, { hash }]) => [name, hash]));
  save(`${log.name}_hashes.json`, { ...log.hashes, ...today });
  const outcomes = folds.map(([name, { outcome }]) => [name, outcome] as const);
  save(`${log.name}_outcomes.json`, Object.fromEntries(outcomes));
}

function save(file: string, content: unknown): void {
  Deno.writeTextFileSync(new URL(file, folder), `${JSON.stringify(content, null, 1)}\n`);
}
