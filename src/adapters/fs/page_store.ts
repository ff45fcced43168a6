import * as v from "valibot";
import { textFiles } from "@/adapters/fs/text_files.ts";
import type { PageStore } from "@/ports/page.ts";
import { join } from "@/ports/paths.ts";

const schema = v.object({
  port: v.number(),
  folder: v.string(),
  sessions: v.array(v.object({ shown: v.string(), until: v.string() })),
});

/** A file that only this user can read: whoever has one of its words is let in. */
export function pageStore(stateDir: string): PageStore {
  const path = join(stateDir, "page.json");
  return {
    async read() {
      const text = await textFiles.read(path);
      if (text === null) return null;
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
      return parsed.success ? parsed.output : null;
    },
    keep: (record) => textFiles.replace(path, JSON.stringify(record) + "\n", 0o600),
  };
}
