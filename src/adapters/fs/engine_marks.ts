import { join } from "node:path";
import * as v from "valibot";
import type { EngineMark, EngineMarks, EnginePlace } from "@/ports/engine_mark.ts";

const schema = v.object({
  log: v.string(),
  round: v.number(),
  host: v.string(),
  machine: v.nullable(v.string()),
  stateDir: v.string(),
  at: v.string(),
});

/** In the folder of Taskwarrior's data, beside its files; Taskwarrior itself never looks at it. */
export const markName = "vikunja-sync.engine";

export function createEngineMarks(here: EnginePlace): EngineMarks {
  return {
    read: (folder) => parse(readText(join(folder, markName))),
    write: (folder, mark) => writeDurably(join(folder, markName), `${JSON.stringify(mark)}\n`),
    isThere: ({ machine, stateDir }) =>
      machine !== here.machine || readText(join(stateDir, "log.db"), 1) !== null,
  };
}

/** What cannot be read counts as none: whoever needs it finds out from the data themselves. */
function parse(text: string | null): EngineMark | null {
  if (text === null) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : null;
}

function readText(path: string, maxBytes = 4_096): string | null {
  try {
    using file = Deno.openSync(path);
    const buffer = new Uint8Array(maxBytes);
    return new TextDecoder().decode(buffer.subarray(0, file.readSync(buffer) ?? 0));
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return null;
    throw thrown;
  }
}

function writeDurably(path: string, text: string): void {
  const draft = `${path}.new`;
  {
    using file = Deno.openSync(draft, { write: true, create: true, truncate: true, mode: 0o600 });
    file.writeSync(new TextEncoder().encode(text));
    file.syncSync();
  }
  Deno.renameSync(draft, path);
}
