import { SyncError } from "@/domain/errors.ts";
import { completeUpTo } from "@/adapters/sqlite/behind_note.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { chainProblems, pageProblems } from "@/adapters/sqlite/file_problems.ts";
import { dumpProjections } from "@/adapters/sqlite/projection_dump.ts";
import { rebuildWithin, type ReplayDeps } from "@/adapters/sqlite/projection_tables.ts";

/** In words, for people; empty: the log is whole, and its projections are what its events say. */
type Problems = readonly string[];

/** Reads everything there is, as it is at one moment beside whoever writes it; changes nothing. */
export function findProblems(deps: ReplayDeps): Problems {
  const problems = findBroken(deps);
  return problems.length > 0 ? problems : check(() => drifted(deps));
}

/** As {@link findProblems}, of pages and events only. */
export function findBroken(deps: ReplayDeps): Problems {
  const problems = [
    ...check(() => pageProblems(deps.db)),
    ...check(() => chainsAt(deps.db)),
    ...check(() => unreadableEvents(deps)),
  ];
  return [...new Set(problems)];
}

/** What others append meanwhile is held back by them: how far, is only true of that moment. */
export function chainsAt(db: Database): Problems {
  return db.undone(() => chainProblems(db, completeUpTo(db) ?? undefined));
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
  const { live, replayed } = rebuildWithin(deps, () => dumpProjections(deps));
  return deps.projections.filter(({ name }) => live.get(name) !== replayed.get(name))
    .map(({ name }) => `projection ${name} is not what the events say`);
}
