/** What asks the daemon to look at something. */
export interface Wake {
  /** Vikunja tasks to read. */
  readonly ids?: readonly number[];
  /** Ask Vikunja for what changed. */
  readonly changes?: boolean;
  /** Read everything on both sides. */
  readonly full?: boolean;
}

/** Everything that piled up. */
export interface TakenWake {
  /** How often each Vikunja task was named. */
  readonly ids: ReadonlyMap<number, number>;
  readonly changes: boolean;
  readonly full: boolean;
}

export interface Wakes {
  /** Taskwarrior is looked at each time, whatever woke us: its change feed costs next to nothing. */
  add(wake: Wake): void;
  /** What piled up since the last call, as one; `null`: nothing. */
  take(): TakenWake | null;
  /** Gives back what could not be looked at. */
  putBack(wake: TakenWake): void;
  /** Resolves at the next `add`, at once where something waits. */
  next(signal: AbortSignal): Promise<void>;
}

/** Wake-ups pile up and are taken together: many for one task are one look. */
export function createWakes(): Wakes {
  let ids = new Map<number, number>();
  let changes = false;
  let full = false;
  let isWaiting = false;
  let awake: (() => void) | null = null;

  function note(wake: Wake): void {
    for (const id of wake.ids ?? []) ids.set(id, (ids.get(id) ?? 0) + 1);
    changes ||= wake.changes ?? false;
    full ||= wake.full ?? false;
  }

  return {
    add(wake) {
      note(wake);
      isWaiting = true;
      awake?.();
    },
    take() {
      if (!isWaiting) return null;
      const taken = { ids, changes, full };
      ids = new Map();
      changes = full = isWaiting = false;
      return taken;
    },
    putBack: (wake) => note({ ...wake, ids: [...wake.ids.keys()] }),
    next(signal) {
      if (isWaiting || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          signal.removeEventListener("abort", done);
          awake = null;
          resolve();
        };
        awake = done;
        signal.addEventListener("abort", done);
      });
    },
  };
}
