import { files } from "@system/files.ts";
import { refuseLink, refuseSpecial } from "./file_facts.ts";
import { guarded } from "./flock.ts";
import { openLockable } from "./kernel_lock.ts";
import { lockUnavailable } from "./lock_error.ts";
import { systemCode } from "@/ports/system_code.ts";
import { type LockHolder, parseHolder } from "./lock_holder.ts";
import { mayBeStale } from "./staleness.ts";

/**
 * `exclusive`, `shared`: by the kernel's lock. `file`: by being there, for those who use the strategy
 * `exclusive-file`; the kernel's lock on it is free.
 */
export type LockState = "free" | "exclusive" | "shared" | "file";

export interface LockStatus {
  readonly path: string;
  readonly state: LockState;
  /** `null`: nobody has it, or who has it did not say. */
  readonly holder: LockHolder | null;
}

/**
 * Who holds the lock now. What a dead process left in it does not count; to tell, the lock is taken for an
 * instant, and only where a look at the file does not tell.
 * @throws {LockError} `LOCK_UNAVAILABLE`.
 */
export function lockStatus(path: string, staleMs = 60_000): LockStatus {
  try {
    const found = files.linkFacts(path);
    if (found === null) return { path, state: "free", holder: null };
    refuseSpecial(path, found);
    refuseLink(path);
    const text = files.readText(path);
    const state = stateOfKernelLock(path);
    if (state !== "free") return { path, state, holder: parseHolder(text) };
    // A name that the kernel's lock does not bear out is a dead one's, or of another program.
    const isLeft = mayBeStale({ text, modifiedAtMs: found.modifiedMs }, staleMs);
    if (isLeft) return { path, state, holder: null };
    return { path, state: "file", holder: parseHolder(text) };
  } catch (thrown) {
    if (systemCode(thrown) === "ENOENT") return { path, state: "free", holder: null };
    throw lockUnavailable(path, thrown);
  }
}

function stateOfKernelLock(path: string): "free" | "exclusive" | "shared" {
  const file = openLockable(path, "open");
  return guarded(file, () => {
    // Shared first: whoever tries to share it meanwhile is not disturbed.
    const state = !file.tryLock("shared")
      ? "exclusive"
      : file.tryLock("exclusive")
      ? "free"
      : "shared";
    file.unlock();
    file.close();
    return state;
  });
}
