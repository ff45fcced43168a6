/** What asks the daemon to look at something. */
export interface Wake {
  /** Vikunja tasks to read. */
  readonly ids?: readonly number[];
  /** Name of the delivery that named them; without: somebody asked for them. */
  readonly event?: string;
  /** What it shows of the task, see `showing`; without: not known. Not kept on disk. */
  readonly shows?: string;
  /** Ask Vikunja for what changed. */
  readonly changes?: boolean;
  /** Read everything on both sides. */
  readonly full?: boolean;
}

export interface Delivered {
  /** An empty name where somebody asked. */
  readonly event: string;
  readonly shows: string | null;
}

/** Everything that piled up. */
export interface TakenWake {
  /** The deliveries that named each Vikunja task. */
  readonly ids: ReadonlyMap<number, readonly Delivered[]>;
  readonly changes: boolean;
  readonly full: boolean;
}

interface Wakes {
  /** Taskwarrior is looked at each time, whatever woke us: its change feed costs next to nothing. */
  add(wake: Wake): void;
  /** What piled up since the last call, as one; `null`: nothing. */
  take(): TakenWake | null;
  /** Gives back what could not be looked at. */
  putBack(wake: TakenWake): void;
  /** Resolves at the next `add`, at once where something waits. */
  next(signal: AbortSignal): Promise<void>;
}

/** Of more tasks at once, everything is read. */
const maxIds = 5_000;
/** Of more deliveries for one task, somebody else's are among them. */
const maxDeliveries = 20;
/** Of more tasks, what their deliveries show is not kept: they are looked at. */
const maxShown = 500;

/** Wake-ups pile up and are taken together: many for one task are one look. */
export function createWakes(): Wakes {
  let ids = new Map<number, Delivered[]>();
  let changes = false;
  let full = false;
  let isWaiting = false;
  let awake: (() => void) | null = null;

  function note(wake: Wake): void {
    const { event = "", shows = null } = wake;
    for (const id of wake.ids ?? []) {
      noteId(id, { event, shows: ids.size < maxShown ? shows : null });
    }
    changes ||= wake.changes ?? false;
    full ||= wake.full ?? false;
  }

  function noteId(id: number, delivered: Delivered): void {
    const before = ids.get(id);
    if (before === undefined && ids.size >= maxIds) full = true;
    else if (before === undefined) ids.set(id, [delivered]);
    else if (before.length < maxDeliveries) before.push(delivered);
    else before[0] = { event: "", shows: null };
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
    putBack: ({ ids, changes, full }) => note({ ids: [...ids.keys()], changes, full }),
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
