import { dataSignature, hooksSignature } from "@/adapters/taskwarrior/data_signature.ts";
import { systemFiles } from "@/adapters/taskwarrior/system_files.ts";
import { lastingWatch } from "@/adapters/fs/lasting_watch.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

interface DataWatchers {
  readonly onChange: () => void;
  /** Told when another folder takes the place of this one. */
  readonly say: (text: string) => void;
}

/** How often the files are looked at; that takes about 20 µs. */
const timing = { lookMs: 100, placeMs: 1_000 };

/**
 * Calls when tasks have changed by whatever means, until disposed. The folder is not watched but looked at: a
 * watch opens and closes each file that it tells of, and closing one takes away the locks that this process has
 * on it while it reads (3, SQLite) or writes (2.6). A folder that is put in its place is seen as well.
 */
export function watchData(
  runtime: Runtime,
  folder: string,
  { onChange, say }: DataWatchers,
): Disposable {
  const signature = () => dataSignature(systemFiles, folder);
  return lastingWatch({ runtime, folder, signature, onChange, say, watch: null, timing });
}

const hooksPollMs = 1_000;

/** Calls when a hook of the user's was added, changed or taken away: what it refused may be welcome now. */
export function watchHooks(
  runtime: Runtime,
  folder: string,
  onChange: () => void,
): Disposable {
  let signature = hooksSignature(systemFiles, folder);
  return every(runtime, hooksPollMs, () => {
    const now = hooksSignature(systemFiles, folder);
    if (now === signature) return;
    signature = now;
    onChange();
  });
}
