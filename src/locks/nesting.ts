import { createCallStorage } from "@system/call_storage.ts";
import { LockError } from "./lock_error.ts";

interface Held {
  readonly path: string;
  isHeld: boolean;
}

type HeldAbove = ReturnType<typeof createCallStorage<readonly Held[]>>;

/** `null`: nothing has held a lock yet around its work. */
let heldAbove: HeldAbove | null = null;

/** Runs the work as what has this lock: whatever it calls and awaits cannot ask for the lock again. */
export async function holding<T>(path: string, work: () => Promise<T>): Promise<T> {
  const held: Held = { path, isHeld: true };
  const above = heldAbove ??= createCallStorage();
  try {
    return await above.run([...above.getStore() ?? [], held], work);
  } finally {
    // What the work left running may ask.
    held.isHeld = false;
  }
}

/** @throws {LockError} `LOCK_NESTED`. */
export function refuseNested(path: string): void {
  const isHeld = heldAbove?.getStore()?.some((held) => held.isHeld && held.path === path) ?? false;
  if (!isHeld) return;
  const message = `Cannot take the lock ${path}: whoever asks for it has it already`;
  throw new LockError("LOCK_NESTED", message, path, null);
}
