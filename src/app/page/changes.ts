import type { EnginePorts } from "@/app/run/engine_ports.ts";
import type { Changes } from "@/ports/page.ts";

export function createChanges(): Changes {
  const listeners = new Set<() => void>();
  return {
    tell() {
      for (const listener of listeners) listener();
    },
    hear(listener) {
      // Who hears twice is told twice.
      const own = () => listener();
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
  };
}

/** Tells of each append once it is stored. */
export function tellingLog(
  openLog: EnginePorts["openLog"],
  { tell }: Pick<Changes, "tell">,
): EnginePorts["openLog"] {
  return async (...given) => {
    const owned = await openLog(...given);
    const { log } = owned;
    return {
      ...owned,
      log: {
        ...log,
        store: {
          ...log.store,
          append(appends) {
            const stored = log.store.append(appends);
            stored.then(tell, () => {});
            return stored;
          },
        },
      },
      [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
    };
  };
}
