import type { Json } from "@/domain/json.ts";
import { pairFold, type PairState } from "@/domain/state.ts";
import type { PairSnapshots } from "@/ports/pair_snapshots.ts";
import type { Snapshots } from "@/ports/snapshots.ts";

/** Snapshots of the fold as it is now; those of an earlier one are not found. */
export function pairSnapshots(snapshots: Snapshots): PairSnapshots {
  return {
    read: (streamId) =>
      (snapshots.read(streamId, pairFold)?.state ?? null) as unknown as PairState | null,
    write: (state) =>
      snapshots.write(state.streamId, pairFold, {
        version: state.version,
        state: state as unknown as Json,
      }),
  };
}
