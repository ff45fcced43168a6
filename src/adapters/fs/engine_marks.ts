import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import * as v from "valibot";
import { type Profile, profileIn } from "@/domain/profile.ts";
import { ifThere } from "@/ports/missing.ts";
import {
  type EngineMark,
  engineMarkName,
  engineMarkOf,
  type EngineMarks,
  type EnginePlace,
} from "@/ports/engine_mark.ts";

const schema = v.object({
  log: v.string(),
  round: v.number(),
  host: v.string(),
  machine: v.nullable(v.string()),
  stateDir: v.string(),
  at: v.string(),
  takes: v.exactOptional(v.object({
    projects: v.array(v.array(v.string())),
    excludeProjects: v.array(v.array(v.string())),
    labels: v.array(v.string()),
    excludeLabels: v.array(v.string()),
    defaultProject: v.array(v.string()),
  })),
});

export function createEngineMarks(here: EnginePlace, profile: Profile = null): EngineMarks {
  const own = engineMarkOf(profile);
  return {
    read: (folder) => parse(readText(join(folder, own))),
    others: (folder) =>
      (ifThere(() => files.list(folder)) ?? []).flatMap((name) => {
        const its = profileIn(name, engineMarkName);
        const mark = its === undefined || name === own ? null : parse(readText(join(folder, name)));
        return its === undefined || mark === null ? [] : [{ profile: its, mark }];
      }),
    write: (folder, mark) => writeDurably(join(folder, own), `${JSON.stringify(mark)}\n`),
    isThere: ({ machine, stateDir }) =>
      machine !== here.machine || readText(join(stateDir, "log.db"), 1) !== null,
  };
}

/** Where the data are only a copy, which each host has: what goes back there says nothing of the tasks. */
export const noMarks: EngineMarks = {
  read: () => null,
  others: () => [],
  write() {},
  isThere: () => false,
};

/** What cannot be read counts as none: whoever needs it finds out from the data themselves. */
function parse(text: string | null): EngineMark | null {
  if (text === null) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : null;
}

function readText(path: string, maxBytes = 65_536): string | null {
  return ifThere(() => {
    using file = files.open(path, { read: true });
    const buffer = new Uint8Array(maxBytes);
    return new TextDecoder().decode(buffer.subarray(0, file.read(buffer) ?? 0));
  });
}

function writeDurably(path: string, text: string): void {
  const draft = `${path}.new`;
  {
    using file = files.open(draft, { write: true, create: true, truncate: true, mode: 0o600 });
    file.write(new TextEncoder().encode(text));
    file.sync();
  }
  files.rename(draft, path);
}
