import { SyncError } from "@/domain/errors.ts";
import { dumpProjections } from "@/adapters/sqlite/projection_dump.ts";
import { rebuildWithin, type ReplayDeps } from "@/adapters/sqlite/projection_tables.ts";

/** In words, for people; empty: the log is whole, and its projections are what its events say. */
export type Problems = readonly string[];

/** Reads everything there is; takes as long as that takes. Changes nothing. */
export function findProblems(deps: ReplayDeps): Problems {
  const problems = [
    ...check(() => pageProblems(deps)),
    ...check(() => chainProblems(deps)),
    ...check(() => unreadableEvents(deps)),
  ];
  return problems.length > 0 ? [...new Set(problems)] : check(() => drifted(deps));
}

function check(look: () => Problems): Problems {
  try {
    return look();
  } catch (thrown) {
    if (thrown instanceof SyncError && thrown.code === "LOG_DAMAGED") return [thrown.message];
    throw thrown;
  }
}

function pageProblems({ db }: ReplayDeps): Problems {
  const lines = db.all("PRAGMA integrity_check(20)").map((row) => String(row["integrity_check"]));
  return lines.filter((line) => line !== "ok");
}

/** Each stream has the versions 1 to n once, one after the other, and ends where `streams` says. */
function chainProblems({ db }: ReplayDeps): Problems {
  const broken = db.all(
    `SELECT position FROM (
       SELECT position, version, previous,
         row_number() OVER stream AS number, lag(position, 1, 0) OVER stream AS before
       FROM events WINDOW stream AS (PARTITION BY stream_id ORDER BY position)
     ) WHERE version <> number OR previous <> before LIMIT 20`,
  ).map((row) => `the event at position ${row["position"]} does not follow the one before it`);
  const ends = db.all(
    `SELECT stream_id FROM (
       SELECT stream_id, max(version) AS version, max(position) AS head FROM events GROUP BY stream_id
       UNION ALL SELECT stream_id, version, head FROM streams
     ) GROUP BY stream_id, version, head HAVING count(*) <> 2 LIMIT 20`,
  ).map((row) => `task ${row["stream_id"]} does not end where the log says`);
  return [...broken, ...ends];
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
