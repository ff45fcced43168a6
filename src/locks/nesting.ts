import { AsyncLocalStorage } from "node:async_hooks";
import { LockError } from "./lock_error.ts";

interface Held {
  readonly path: string;
  isHeld: boolean;
}

const heldAbove = new AsyncLocalStorage<readonly Held[]>();

/** Runs the work as what has this lock: whatever it calls and awaits cannot ask for the lock again. */
export async function holding<T>(path: string, work: () => Promise<T>): Promise<T> {
  const held: Held = { path, isHeld: true };
  try {
    return await heldAbove.run([...heldAbove.getStore() ?? [], held], work);
  } finally {
    // What the work left running may ask.
    held.isHeld = false;
  }
}

/** @throws {LockError} `LOCK_NESTED`. */
export function refuseNested(path: string): void {
  const isHeld = heldAbove.getStore()?.some((held) => held.isHeld && held.path === path) ?? false;
  if (!isHeld) return;
  const message = `Cannot take the lock ${path}: whoever asks for it has it already`;
  throw new LockError("LOCK_NESTED", message, path, null);
}
