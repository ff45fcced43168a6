import { SyncError } from "@/domain/errors.ts";
import { chainProblems, pageProblems } from "@/adapters/sqlite/file_problems.ts";
import { dumpProjections } from "@/adapters/sqlite/projection_dump.ts";
import { rebuildWithin, type ReplayDeps } from "@/adapters/sqlite/projection_tables.ts";

/** In words, for people; empty: the log is whole, and its projections are what its events say. */
type Problems = readonly string[];

/**
 * Reads everything there is; takes as long as that takes. Changes nothing. `settle` brings the tables up to date before.
 */
export function findProblems(deps: ReplayDeps, settle: () => void): Problems {
  const unsettled = check(() => {
    settle();
    return [];
  });
  const problems = unsettled.length > 0 ? unsettled : findBroken(deps);
  return problems.length > 0 ? problems : check(() => drifted(deps));
}

/** As {@link findProblems}, of pages and events only. */
export function findBroken(deps: ReplayDeps): Problems {
  const problems = [
    ...check(() => pageProblems(deps.db)),
    ...check(() => chainProblems(deps.db)),
    ...check(() => unreadableEvents(deps)),
  ];
  return [...new Set(problems)];
}

function check(look: () => Problems): Problems {
  try {
    return look();
  } catch (thrown) {
    if (thrown instanceof SyncError && thrown.code === "LOG_DAMAGED") return [thrown.message];
    throw thrown;
  }
}

function unreadableEvents({ events }: ReplayDeps): Problems {
  let position = 0;
  for (;;) {
    const page = events.readAll(position, 1_000);
    const last = page.at(-1);
    if (last === undefined) return [];
    position = last.position;
  }
}

function drifted(deps: ReplayDeps): Problems {
  const live = dumpProjections(deps);
  const replayed = rebuildWithin(deps, () => dumpProjections(deps));
  return deps.projections.filter(({ name }) => live.get(name) !== replayed.get(name))
    .map(({ name }) => `projection ${name} is not what the events say`);
}
