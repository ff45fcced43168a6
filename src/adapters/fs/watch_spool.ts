import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { lastingWatch } from "@/adapters/fs/lasting_watch.ts";
import { makeSpoolFolder, spoolName } from "@/adapters/fs/spool.ts";
import { watchFolder } from "@/adapters/fs/watch_folder.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface SpoolWatch {
  readonly runtime: Runtime;
  readonly stateDir: string;
  /** Told where it cannot be watched, or another folder takes its place. */
  readonly say: (text: string) => void;
}

/** Calls when a hook may have left a wake-up. */
export function watchSpool(
  { runtime, stateDir, say }: SpoolWatch,
  onChange: () => void,
): Disposable {
  const folder = makeSpoolFolder(stateDir);
  const signature = () => {
    const found = files.facts(join(folder, spoolName));
    return found === null || found.size === 0 ? "-" : `${found.size}@${found.modifiedMs}`;
  };
  return lastingWatch({
    runtime,
    folder,
    watch: (...told) => watchFolder(folder, (name) => name === spoolName, ...told),
    signature,
    onChange,
    say,
  });
}
