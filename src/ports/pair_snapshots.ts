import type { PairState } from "@/domain/state.ts";

/** Folded streams, kept to save time; any can be missing at any moment. */
export interface PairSnapshots {
  /** `null`: none, or one of another fold. Never of a version that the stream does not have. */
  read(streamId: string): PairState | null;
  write(state: PairState): void;
}
