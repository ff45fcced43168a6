import { createLogHistory } from "@/app/history/history.ts";
import { rememberingSearches } from "@/app/history/remembered_searches.ts";
import { answerHeld } from "@/app/held.ts";
import { createInbox, type LookWith } from "@/app/inbox/inbox.ts";
import type { Workers } from "@/app/either_operations.ts";
import { pickConflict, pickConflicts } from "@/app/pick.ts";
import { createRetries } from "@/app/retries.ts";
import type { OpenRun } from "@/app/run/run.ts";
import { createTakingBack } from "@/app/taking_back/take_back.ts";
import { createTurns } from "@/ports/turns.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { RunningEngine } from "@/app/daemon/start_engine.ts";

/** What an engine that goes on between its triggers does for whoever asks. */
export function engineWorkers(
  { config: { jobs }, claims, daemon, edits, opened }: RunningEngine,
  runtime: Pick<Runtime, "elapsed" | "after">,
): Omit<Workers, "status" | "sync"> {
  const open: OpenRun = ({ alone = false }) => daemon.borrow({ alone });
  const past = { ...opened.log, history: rememberingSearches(opened.log.history) };
  const withOpened: LookWith = (_signal, see) => see(opened);
  return {
    pick: () =>
      Promise.resolve((conflictId, side, signal) =>
        pickConflict(open, { conflictId, side, jobs }, signal)
      ),
    picks: () => Promise.resolve((picks, signal) => pickConflicts(open, { picks, jobs }, signal)),
    retries: () => Promise.resolve(createRetries(open)),
    held: () =>
      Promise.resolve((answer, tasks, signal) =>
        answerHeld({ open, jobs }, { answer, tasks }, signal)
      ),
    inbox: () => Promise.resolve(createInbox({ open, jobs, look: withOpened })),
    edits: () => Promise.resolve(edits),
    takingBack: () => Promise.resolve(createTakingBack({ open, jobs })),
    history: (look, signal) => createTurns(runtime, signal).through(look(createLogHistory(past))),
    claims: (act) => act(claims),
  };
}
