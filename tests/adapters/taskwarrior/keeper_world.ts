import type { Files2Options } from "@/adapters/taskwarrior/v2/files_2.ts";
import { createKeeper2 } from "@/adapters/taskwarrior/v2/keeper_2.ts";
import { ownRange } from "@/adapters/taskwarrior/stored/undo_entries.ts";
import { createUndoMemory } from "@/adapters/taskwarrior/v2/undo_record.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { createMemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";

export const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";
export const lineOf = (title: string, modified: number) =>
  `[description:"${title}" entry:"1772355600" modified:"${modified}" status:"pending" uuid:"${uuid}"]`;

export const before = lineOf("old", 1772355600);
export const changed = (title: string) => lineOf(title, 1772355610);
export const recordOf = (line: string) => `time 1772355610\nold ${before}\nnew ${line}\n---\n`;

/** Files of Taskwarrior 2.6 with one task in them, and who looks after it. */
export function world() {
  const { runtime, pass } = createSimulatedTime(chanceBy(1));
  const files = createMemoryFiles(() => runtime.now().getTime());
  const put = (name: string, text: string) => files.write(`/tw/${name}.data`, text);
  for (const name of ["completed", "backlog"]) put(name, "");
  const files2: Files2Options = {
    files,
    runtime,
    folder: "/tw",
    typeOf: (name) => ["entry", "modified"].includes(name) ? "date" : "string",
    warn: () => {},
  };
  const keeperWith = (memory = createUndoMemory()) => createKeeper2({ ...files2, memory });
  const own = (record: string) => [
    ownRange(new TextEncoder().encode(record), 0, runtime.now().getTime()),
  ];
  return {
    put,
    pass,
    files2,
    keeperWith,
    own,
    text: (name: string) => files.text(`/tw/${name}.data`),
    pending: () => files.text("/tw/pending.data"),
  };
}
