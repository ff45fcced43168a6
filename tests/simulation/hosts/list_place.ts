import {
  createSimulatedDatabase,
  type SimulatedDatabase,
} from "@tests/simulation/hosts/simulated_database.ts";
import type { LogPlace } from "@tests/simulation/log_place.ts";
import type { SimulatedTime } from "@tests/simulation/simulated_time.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";

/** The log of a list in a database; each host has a copy of it, in a real file. */
export interface ListPlace extends LogPlace {
  readonly database: SimulatedDatabase;
  mirrorPath(host: number): string;
}

export function createListPlace(time: Pick<SimulatedTime, "elsewhere">): ListPlace {
  const database = createSimulatedDatabase(time);
  const folder = folderInMemory();
  return {
    ...database.place,
    database,
    own: () => Promise.reject(new Error("The log of a list is had by its lease")),
    mirrorPath: (host) => folder.file(`host-${host}.db`),
    // A process that was killed leaves its copy open: closed, it would still hear of that.
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
