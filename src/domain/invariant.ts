import { SyncError } from "@/domain/errors.ts";

/**
 * What the code around relies on and sees to itself; where it does not hold, that is a fault of ours, and
 * nothing is built on it.
 * @throws {SyncError} `INTERNAL`.
 */
export function invariant(holds: boolean, what: string): asserts holds {
  if (!holds) throw new SyncError("INTERNAL", `It does not hold that ${what}`);
}
