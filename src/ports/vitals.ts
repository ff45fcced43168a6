import type { Side } from "@/domain/task.ts";

/** How long changes took from when they were asked for until they had arrived, confirmed. */
interface Lag {
  readonly count: number;
  /** Milliseconds; `null`: nothing arrived. Half of them took no longer, and 99 of 100. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

interface HourOfLag extends Lag {
  /** ISO instant of its beginning. */
  readonly from: string;
}

/** The last day of one side. */
export interface SideLag extends Lag {
  /** 24 of them, the oldest first. */
  readonly hours: readonly HourOfLag[];
}

/** How the daemon does, besides what `status` tells. */
export interface Vitals {
  readonly lag: Readonly<Record<Side, SideLag>>;
  /** Whether the day had more events than are looked at: then it is told of the last ones. */
  readonly isCut: boolean;
  /** By how much the server's clock is ahead of this machine's, in ms, from and until; `null`: not known. */
  readonly clock: { readonly fromMs: number; readonly untilMs: number } | null;
  /** As each said it last; `null`: not known. */
  readonly versions: Readonly<Record<Side, string | null>>;
  /** Of its file and what is not in it yet; `null`: not known. */
  readonly logBytes: number | null;
}
