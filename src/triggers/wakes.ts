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
  /** Look which claims are to show. */
  readonly claims?: boolean;
}

export interface Delivered {
  /** An empty name where somebody asked. */
  readonly event: string;
  readonly shows: string | null;
}

/** Vikunja tasks that are to be read: named many times, each is read once. */
interface NamedTasks {
  /** False: there are so many that everything is to be read. */
  add(id: number, delivered: Delivered): boolean;
  /** Takes those out that are ready, up to `most`, the first named first. */
  take(isReady: (id: number) => boolean, most: number): ReadonlyMap<number, readonly Delivered[]>;
  /** Takes those out of which nothing is to be looked at. */
  drop(isSettled: (id: number, delivered: readonly Delivered[]) => boolean): void;
  readonly size: number;
}

/** Of more tasks at once, everything is read. */
const maxIds = 5_000;
/** Of more deliveries for one task, somebody else's are among them. */
const maxDeliveries = 20;
/** Of more tasks, what their deliveries show is not kept: they are looked at. */
const maxShown = 500;

export function createNamedTasks(): NamedTasks {
  const named = new Map<number, Delivered[]>();
  return {
    add(id, { event, shows }) {
      const before = named.get(id);
      const delivered = { event, shows: named.size < maxShown ? shows : null };
      if (before === undefined && named.size >= maxIds) return false;
      if (before === undefined) named.set(id, [delivered]);
      else if (before.length < maxDeliveries) before.push(delivered);
      else before[0] = { event: "", shows: null };
      return true;
    },
    take(isReady, most) {
      const taken = new Map<number, readonly Delivered[]>();
      for (const [id, delivered] of named) {
        if (taken.size === most) break;
        if (isReady(id)) taken.set(id, delivered);
      }
      for (const id of taken.keys()) named.delete(id);
      return taken;
    },
    drop(isSettled) {
      for (const [id, delivered] of named) if (isSettled(id, delivered)) named.delete(id);
    },
    get size() {
      return named.size;
    },
  };
}
