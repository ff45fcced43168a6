import { access, rm, stat } from "node:fs/promises";
import { dirname, join } from "@/ports/paths.ts";
import { markName } from "@/adapters/fs/process_mark.ts";
import { makeSpoolFolder, spoolPath } from "@/adapters/fs/spool.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import type { HookSpool } from "@/ports/hook_spool.ts";

export function hookSpool(stateDir: string): HookSpool {
  const spool = spoolPath(stateDir);
  return {
    provide: () => void makeSpoolFolder(stateDir),
    bytes: () => stat(spool).then(({ size }) => size, () => 0),
    async remove() {
      await rm(join(stateDir, markName("hook")), { force: true });
      const mark = join(stateDir, markName("daemon"));
      const isWatched = await access(mark).then(() => true, () => false);
      if (isWatched) return;
      await rm(spool, { force: true });
      await textFiles.removeIfEmpty(dirname(spool));
    },
  };
}
