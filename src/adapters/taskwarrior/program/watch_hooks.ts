import { hooksSignature } from "@/adapters/taskwarrior/stored/data_signature.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

const pollMs = 1_000;

/** Calls when a hook of the user's was added, changed or taken away: what it refused may be welcome now. */
export function watchHooks(
  { runtime, files }: {
    readonly runtime: Pick<Runtime, "after">;
    readonly files: Pick<TaskFiles, "executablesIn" | "stat">;
  },
  folder: string,
  onChange: () => void,
): Disposable {
  let signature = hooksSignature(files, folder);
  return every(runtime, pollMs, () => {
    const now = hooksSignature(files, folder);
    if (now === signature) return;
    signature = now;
    onChange();
  });
}
