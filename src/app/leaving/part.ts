import type { TracePart } from "@/ports/leaving.ts";

/** One kind of thing that we leave somewhere. */
export interface Part {
  readonly part: TracePart;
  /** What of it is there, in words; `null`: nothing. */
  look(signal: AbortSignal): Promise<string | null>;
  /** Nothing where nothing is there. */
  remove(signal: AbortSignal): Promise<void>;
  /** What of it is left, and why. */
  stays?(signal: AbortSignal): Promise<readonly string[]>;
}
