import { SyncError } from "@/domain/errors.ts";
import type { DerivedSum } from "@/adapters/sqlite/derived_sum.ts";
import { findBroken } from "@/adapters/sqlite/integrity.ts";
import { rebuildProjections, type ReplayDeps } from "@/adapters/sqlite/projection_tables.ts";
import { damaged } from "@/adapters/sqlite/sqlite_errors.ts";

/**
 * Where the derived tables are not as they were left, or nobody said how, all events are read, and the
 * tables made anew from them.
 * @throws {SyncError} `LOG_DAMAGED`: it is the events that are not whole.
 */
export function provideDerived(deps: ReplayDeps, derived: DerivedSum): void {
  if (derived.compare() === "same") return;
  const [first, ...more] = findBroken(deps);
  if (first === undefined) {
    rebuildProjections(deps);
    // What is noted may be a sum of an earlier version of this program, in another form.
    return derived.drop();
  }
  const others = more.length === 0 ? "" : ` (and ${more.length} more)`;
  throw damaged(deps.db.shownAs, `${first}${others}`, undefined, { problems: [first, ...more] });
}

/** Without it, the next owner reads everything once: no reason to fail after the work is done. */
export function keepDerived(derived: DerivedSum): void {
  try {
    if (!derived.isNoted()) derived.keep();
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
  }
}
