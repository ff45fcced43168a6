import { SyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** Name under which the log keeps which selection somebody has seen the effects of. */
const selectionFact = "selection";

/** What everything is called that is no selection. */
export const everything = "";

interface SeenSelection {
  /** As `selectionText` writes it. */
  readonly text: string;
  /** Whether every task was looked at by it. */
  readonly isApplied: boolean;
}

type SeenLog = Pick<LogQueries, "cachedFacts"> & Pick<LogReader, "binding">;

/** `null`: this log knows no tasks yet, so that nothing can change for any. */
function seenSelection(log: SeenLog): SeenSelection | null {
  const kept = log.cachedFacts(selectionFact)?.facts as unknown as SeenSelection | undefined;
  if (kept !== undefined) return kept;
  return log.binding("vikunja") === null ? null : { text: everything, isApplied: true };
}

/** @throws {SyncError} `SELECTION`: another one than somebody has seen the effects of. */
export function checkSelectionSeen(log: SeenLog, text: string): void {
  const seen = seenSelection(log);
  if (seen !== null && seen.text !== text) throw selectionChanged();
}

export function selectionChanged(): SyncError {
  return new SyncError(
    "SELECTION",
    "Cannot go on: the configuration selects other tasks than before, and nobody has seen yet what that changes",
    {
      hint: "Nothing was changed. `sync` shows it and asks, `sync --yes` takes it as it is, " +
        "`sync --dry-run` shows each task.",
    },
  );
}

/** Somebody has seen what it changes and wants it so. */
export function selectionAccepted(text: string): LogEvent {
  return factOf({ text, isApplied: false });
}

/** Whether every task was looked at by this selection. */
export function isSelectionApplied(log: SeenLog, text: string): boolean {
  const seen = seenSelection(log);
  return seen?.text === text && seen.isApplied;
}

/** To be kept once every task was looked at by it; nothing where that is known, or another one was accepted since. */
export function selectionApplied(log: SeenLog, text: string): readonly LogEvent[] {
  const seen = seenSelection(log);
  return seen?.text === text && !seen.isApplied ? [factOf({ text, isApplied: true })] : [];
}

function factOf(facts: SeenSelection): LogEvent {
  return { type: "FactsCached", data: { name: selectionFact, facts: { ...facts } } };
}
