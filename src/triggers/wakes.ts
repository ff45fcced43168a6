/** What asks the daemon to look at something. */
export interface Wake {
  /** Vikunja tasks to read. */
  readonly ids?: readonly number[];
  /** Ask Vikunja for what changed. */
  readonly changes?: boolean;
  /** Read everything on both sides. */
  readonly full?: boolean;
}

export interface Wakes {
  /** Taskwarrior is looked at each time, whatever woke us: its change feed costs next to nothing. */
  add(wake: Wake): void;
  /** What piled up since the last call, as one; `null`: nothing. */
  take(): Required<Wake> | null;
  /** Gives back what could not be looked at. */
  putBack(wake: Wake): void;
  /** Resolves at the next `add`, at once where something waits. */
  next(signal: AbortSignal): Promise<void>;
}

/** Wake-ups pile up and are taken together: many for one task are one look. */
export function createWakes(): Wakes {
  let ids = new Set<number>();
  let changes = false;
  let full = false;
  let isWaiting = false;
  let awake: (() => void) | null = null;

  function note(wake: Wake): void {
    for (const id of wake.ids ?? []) ids.add(id);
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
      const taken = { ids: [...ids], changes, full };
      ids = new Set();
      changes = full = isWaiting = false;
      return taken;
    },
    putBack: note,
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
