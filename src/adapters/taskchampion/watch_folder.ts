import { localServerFile } from "@/adapters/taskchampion/local_server.ts";
import { join } from "@/ports/paths.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

interface WatchDeps {
  readonly runtime: Pick<Runtime, "after">;
  readonly files: {
    stat(path: string): {
      readonly inode: number;
      readonly size: number;
      readonly modifiedMs: number;
    } | null;
  };
}

const lookMs = 200;

/** Calls once other replicas have written into the sync folder. */
export function watchFolder(
  { runtime, files }: WatchDeps,
  folder: string,
  onChange: () => void,
): Disposable {
  const path = join(folder, localServerFile);
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
