import type { EventRow } from "@/ports/event_row.ts";

/** Which log a file is a copy of. */
export interface Mirrored {
  readonly id: string;
  /** Where that is, for people. */
  readonly shownAs: string;
}

/** The log of a state folder as the events that it holds. */
export interface EventFile extends Disposable {
  /** `null`: it is a log of its own. */
  mirrored(): Mirrored | null;
  setMirrored(mirrored: Mirrored | null): void;
  rowsAfter(position: number, limit: number): readonly EventRow[];
  /** As they are now. */
  links(): readonly { readonly vikunjaId: number; readonly streamId: string }[];
}
