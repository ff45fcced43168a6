import type { Database } from "@/adapters/sqlite/database.ts";
import type { DerivedSum } from "@/adapters/sqlite/derived_sum.ts";
import { keepDerived } from "@/adapters/sqlite/provide_derived.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** Since the last commit; what is summed up sooner is mostly changed again. */
const quietMs = 60_000;

/**
 * Sums the derived tables up once nothing was stored for a while, rather than when the log is closed: many lists that
 * are stopped together would be summed up one after the other. Until then the next owner reads all events.
 */
export function createQuietKeeper(
  { db, derived, runtime }: {
    readonly db: Pick<Database, "commits">;
    readonly derived: DerivedSum;
    readonly runtime: Pick<Runtime, "elapsed">;
  },
): () => void {
  let commits = db.commits;
  let changedAt = runtime.elapsed();
  let isKept = derived.isNoted();
  return () => {
    if (db.commits !== commits) {
      commits = db.commits;
      changedAt = runtime.elapsed();
      isKept = false;
    }
    if (isKept || runtime.elapsed() - changedAt < quietMs) return;
    keepDerived(derived);
    commits = db.commits;
    isKept = true;
  };
}
