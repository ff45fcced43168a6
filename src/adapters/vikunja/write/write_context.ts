import { SyncError } from "@/domain/errors.ts";
import type { Boards } from "@/adapters/vikunja/boards.ts";
import type { CursorKeeper } from "@/adapters/vikunja/cursor.ts";
import { untried } from "@/adapters/vikunja/client/breaker.ts";
import { isServerAway } from "@/adapters/vikunja/client/errors.ts";
import type { EarlierComments } from "@/adapters/vikunja/write/elements.ts";
import type { MadeTasks } from "@/adapters/vikunja/made_tasks.ts";
import type { Labels } from "@/adapters/vikunja/labels.ts";
import type { ToldTasks } from "@/adapters/vikunja/told_tasks.ts";
import type { ReadDeps } from "@/adapters/vikunja/read.ts";
import type { ReadsUnderWay } from "@/adapters/vikunja/write/undisturbed.ts";
import type { LoggedTasks, Write } from "@/ports/replica.ts";

/** What the writes of one call share. */
export interface WriteContext extends ReadDeps {
  readonly labels: Labels;
  readonly boards: Boards;
  readonly keeper: CursorKeeper;
  readonly signal: AbortSignal;
  /** Server minus this machine, the least that it was while this runs; `null` before the first answer. */
  readonly clockOffsetMs: () => number | null;
  /** What the `Date` of an answer would say now, ms since 1970; `null` before the first answer. */
  readonly dateMs: () => number | null;
  readonly logged: LoggedTasks;
  readonly defaultProjectPath: () => readonly string[];
  /** Id of the user of that name who may see the project; `null`: it is not known. */
  readonly userId: (
    name: string,
    projectId: number,
    signal: AbortSignal,
  ) => Promise<number | null>;
  readonly away: ServerAway;
  readonly made: MadeTasks;
  readonly told: ToldTasks;
  readonly reads: ReadsUnderWay;
}

/** Once the server is away, what has not begun is not tried: each try would wait for its own time-out. */
interface ServerAway {
  note(error: unknown): void;
  /** @throws {SyncError} what was noted, as a reason not to try. */
  check(): void;
}

export function createServerAway(): ServerAway {
  let away: SyncError | null = null;
  return {
    note(error) {
      if (!(error instanceof SyncError) || !isServerAway(error)) return;
      if (error.details["untried"] !== true) away ??= error;
    },
    check() {
      if (away !== null) throw untried(away);
    },
  };
}

/** Commits carry whole seconds, and clocks are known to about a second. */
const marginMs = 2_000;

/** From when on (server's clock) an earlier attempt may have left something; `null`: there was none. */
export function repeatedSinceMs(
  context: Pick<WriteContext, "clockOffsetMs">,
  write: Write,
  isRepeated = write.mayHaveHappened,
): number | null {
  if (!isRepeated) return null;
  return Date.parse(write.requestedAt) + (context.clockOffsetMs() ?? 0) - marginMs;
}

/** Comments that an earlier attempt may have made; see {@link EarlierComments}. */
export function earlierComments(
  context: Pick<WriteContext, "clockOffsetMs">,
  write: Write,
  isRepeated?: boolean,
): EarlierComments {
  return {
    sinceMs: repeatedSinceMs(context, write, isRepeated),
    linked: write.linkedComments,
    asked: write.earlierComments ?? [],
  };
}
