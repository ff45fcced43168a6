/** Tasks that creates of this process have made, whether or not all of the create was done then. */
export interface MadeTasks {
  note(key: string, id: number): void;
  idOf(key: string): number | null;
}

/** A create that failed in its middle is asked for again soon, if at all. */
const maxTasks = 1_000;

export function createMadeTasks(): MadeTasks {
  const ids = new Map<string, number>();
  return {
    note(key, id) {
      ids.set(key, id);
      const [oldest] = ids.keys();
      if (ids.size > maxTasks && oldest !== undefined) ids.delete(oldest);
    },
    idOf: (key) => ids.get(key) ?? null,
  };
}
