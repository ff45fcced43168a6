import { localServerFile } from "@/adapters/taskchampion/local_server.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import type { SyncedConfig } from "@/config/config.ts";
import { join } from "@/ports/paths.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

interface WatchDeps {
  readonly runtime: Pick<Runtime, "after">;
  readonly files: Pick<TaskFiles, "stat">;
}

const lookMs = 200;

/** Calls when other replicas may have sent something: of a folder once it was written, else as often as is set. */
export function watchSynced(
  { runtime, files }: WatchDeps,
  { at }: Pick<SyncedConfig, "at">,
  everyMs: () => number,
  onChange: () => void,
): Disposable {
  switch (at.kind) {
    case "server":
      return every(runtime, everyMs, onChange);
    case "folder": {
      const path = join(at.folder, localServerFile);
      const signature = () => {
        const { inode, size, modifiedMs } = files.stat(path) ?? {};
        return `${inode} ${size} ${modifiedMs}`;
      };
      let seen = signature();
      return every(runtime, lookMs, () => {
        const now = signature();
        if (now === seen) return;
        seen = now;
        onChange();
      });
    }
  }
}
