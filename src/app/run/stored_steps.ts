import type { StoredStep } from "@/engine/actor.ts";

/** Who hears of each step once it is in the log. */
export interface StoredSteps {
  tell(step: StoredStep): void;
  /** Returns what ends it. */
  hear(listener: (step: StoredStep) => void): () => void;
}

export function createStoredSteps(): StoredSteps {
  const listeners = new Set<(step: StoredStep) => void>();
  return {
    tell(step) {
      for (const listener of listeners) listener(step);
    },
    hear(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
