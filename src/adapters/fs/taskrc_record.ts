import { files } from "@system/files.ts";
import { dirname, join } from "@/ports/paths.ts";
import * as v from "valibot";
import { ifThere } from "@/ports/missing.ts";
import type { TaskrcRecord } from "@/ports/udas.ts";

const schema = v.array(v.object({
  file: v.string(),
  lines: v.array(v.string()),
  isGapOurs: v.boolean(),
}));

/** Beside the log, so that what was written can be taken away exactly. */
export function taskrcRecord(stateDir: string): TaskrcRecord {
  const path = join(stateDir, "taskrc.json");
  return {
    read() {
      const text = ifThere(() => files.readText(path));
      if (text === null) return [];
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
      return parsed.success ? parsed.output : [];
    },
    keep(additions) {
      if (additions.length === 0) return void ifThere(() => files.remove(path));
      files.makeFolder(dirname(path), 0o700);
      const draft = `${path}.new`;
      files.write(draft, `${JSON.stringify(additions)}\n`, {
        create: true,
        truncate: true,
        mode: 0o600,
      });
      files.rename(draft, path);
    },
  };
}
