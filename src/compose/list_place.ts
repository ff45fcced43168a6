import { enginePlace } from "@/adapters/system/engine_place.ts";
import type { Config } from "@/config/config.ts";
import type { EnginePlace } from "@/ports/engine_mark.ts";

/** Where the engine is that the log belongs to: that of a list of many hosts is wherever its database is. */
export function listPlace({ stateDir, store }: Config): EnginePlace {
  const here = enginePlace(stateDir);
  return store === null
    ? here
    : { ...here, machine: null, stateDir: `${store.shownAs} (${store.list})` };
}
