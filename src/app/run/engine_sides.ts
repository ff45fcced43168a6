import type { EnginePorts, RunLog } from "@/app/run/engine_ports.ts";
import type { FilterDeps } from "@/app/run/filtered_sides.ts";
import { traced } from "@/app/run/traced_replica.ts";
import type { Config } from "@/config/config.ts";
import { filterWords } from "@/config/filter_words.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { LoggedTasks } from "@/ports/replica.ts";
import type { Sides } from "@/ports/sides.ts";
import { loggedMadeId, type UnconfirmedCreates } from "@/triggers/unconfirmed_creates.ts";

interface SidesParts {
  readonly unconfirmed: UnconfirmedCreates;
  readonly facts: FactsCache;
  readonly log: RunLog;
  readonly jobs: number;
  readonly beforeWrite: (signal: AbortSignal) => Promise<void>;
}

/** Both sides as the adapters give them, traced. */
export async function sidesOf(
  ports: EnginePorts,
  { log, unconfirmed, ...parts }: SidesParts,
): Promise<Sides> {
  const logged: LoggedTasks = {
    isLinked: (id) => log.reader.streamOf(Number(id)) !== null,
    isAskedFor: (title, keys) =>
      unconfirmed().some(({ streamId, titles }) =>
        titles.has(title) && !keys.some((key) => key.startsWith(`${streamId}@`))
      ),
    madeIdOf: (key) => loggedMadeId(log.store, key),
  };
  return {
    taskwarrior: traced(await ports.taskwarrior(parts.facts), ports.tracer),
    vikunja: traced(ports.vikunja({ ...parts, logged }), ports.tracer),
  };
}

/** Sides of which one is asked through Taskwarrior's filter of the selection. */
export type Filtered = (sides: Sides, deps: Omit<FilterDeps, "words" | "scratch">) => Sides;

/** Loaded where there is a filter; `null`: there is none. */
export async function filterOf(
  { scratch }: Pick<EnginePorts, "scratch">,
  { selection }: Config,
): Promise<Filtered | null> {
  const words = selection === null || selection.filter === null
    ? null
    : filterWords(selection.filter);
  if (words === null || scratch === undefined) return null;
  const { filteredSides } = await import("@/app/run/filtered_sides.ts");
  return (sides, deps) => filteredSides(sides, { ...deps, words, scratch });
}
