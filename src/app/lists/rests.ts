import type { Ticks } from "@/app/lists/ticks.ts";
import type { Serve } from "@/ports/daemon.ts";

/** What lets go of memory now and then, as long as a list is served. */
interface Rests {
  /** One for each thing. */
  readonly onRest: (thing: string, rest: () => void) => void;
  during(serve: Serve): Serve;
}

/** `ticks`: of all lists. */
export function createRests(ticks: Ticks): Rests {
  const rests = new Map<string, () => void>();
  return {
    onRest: (thing, rest) => void rests.set(thing, rest),
    during: (serve) => ({
      async run(...given) {
        using _resting = ticks.add(() => {
          for (const rest of rests.values()) rest();
        });
        await serve.run(...given);
      },
    }),
  };
}
