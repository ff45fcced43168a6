import { createVikunja, type Vikunja } from "@/adapters/vikunja/replica.ts";
import type { Replica } from "@/ports/replica.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { memoryFacts } from "@tests/adapters/vikunja/support.ts";
import {
  createSimulatedVikunja,
  type SimulatedVikunja,
  type SimulatedVikunjaOptions,
} from "@tests/simulation/vikunja/simulated_vikunja.ts";
import { createVirtualTime, type VirtualTime } from "@tests/simulation/vikunja/virtual_time.ts";

/** The client of the program before a simulated server, without the rest of the program. */
export interface ClientWorld {
  readonly time: VirtualTime;
  readonly random: () => number;
  readonly world: SimulatedVikunja;
  readonly vikunja: Vikunja;
  /** As time passes. */
  changes(): ReturnType<Replica["changes"]>;
  write(...writes: Parameters<Replica["write"]>[0]): ReturnType<Replica["write"]>;
}

const signal = new AbortController().signal;

export function clientWorld(
  seed: number,
  options: Pick<SimulatedVikunjaOptions, "as" | "database"> = {},
): ClientWorld {
  const random = chanceBy(seed);
  const time = createVirtualTime("2026-01-01T00:00:00Z", random);
  const { runtime } = time;
  const world = createSimulatedVikunja({ runtime, random, ...options });
  const vikunja = createVikunja({
    url: world.url,
    runtime,
    transport: world.transport(),
    token: world.token,
    facts: memoryFacts(runtime.now),
    jobs: 4,
    defaultProject: null,
    onRequest: () => {},
  });
  return {
    time,
    random,
    world,
    vikunja,
    changes: () => {
      const request = { cursor: null, full: true, knownCount: 0 };
      return time.run(vikunja.changes(request, signal));
    },
    write: (...writes) => time.run(vikunja.write(writes, signal)),
  };
}
