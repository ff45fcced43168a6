import type { SyncError } from "@/domain/errors.ts";
import type { Sides } from "@/ports/sides.ts";
import type { EnginePorts, RunLog } from "@/app/engine_ports.ts";
import { type BelongingDeps, checkBelonging, nextRound } from "@/triggers/belonging.ts";
import { restoredData } from "@/triggers/guard.ts";
import { isEmptied } from "@/triggers/mass_delete.ts";
import { createWriteGates, type RunGuard, type WriteGates } from "@/triggers/run_guard.ts";
import { checkServerNow } from "@/triggers/server_check.ts";

interface RunGuardParts {
  readonly planOnly: boolean;
  readonly log: RunLog;
  readonly sides: Sides;
  readonly onRefusal: (error: SyncError) => void;
}

/** Keeps what this process writes to the sides, the folder and the engine that the log belongs to. */
export function createRunGuard(
  { runtime, marks, here, asking }: EnginePorts,
  parts: RunGuardParts,
): { readonly guard: RunGuard; readonly gates: WriteGates } {
  const { log: { reader: log, store, check }, sides: { taskwarrior, vikunja } } = parts;
  const marked = { log, marks, here, now: runtime.now };
  const belongingDeps = (signal: AbortSignal): BelongingDeps => ({
    ...marked,
    newId: runtime.uuid,
    history: () => taskwarrior.history(log.cursor("taskwarrior"), signal),
  });
  const clockOffsetMs = () => vikunja.clock.offset()?.until ?? null;
  const checks = {
    async taskwarrior(signal: AbortSignal) {
      const { folder } = await taskwarrior.identify(signal);
      const belonging = await checkBelonging(belongingDeps(signal), String(folder), false);
      const isOlder = belonging.kind === "older data" && !isEmptied(log, "taskwarrior");
      if (isOlder) throw restoredData(belonging.words, null);
    },
    vikunja: (signal: AbortSignal) =>
      checkServerNow({ log, store, clockOffsetMs, now: runtime.now }, vikunja, signal),
  };
  const { elapsed } = runtime;
  const gates = createWriteGates({
    checks,
    checkLog: check,
    elapsed,
    onRefusal: parts.onRefusal,
  });

  const guard: RunGuard = {
    passed: gates.passed,
    check: gates.check,
    refusal: gates.refusal,
    clockOffsetMs,
    approve: asking.confirm,
    belonging: (folder, isThisEngine, signal) =>
      checkBelonging(belongingDeps(signal), folder, isThisEngine),
    nextRound(folder, id) {
      if (parts.planOnly) return null;
      try {
        return nextRound(marked, folder, id);
      } catch (thrown) {
        // The data themselves are read and written by Taskwarrior: without the mark less is noticed, no more.
        asking.warn(`Cannot write the mark of this engine into ${folder}: ${String(thrown)}`);
        return null;
      }
    },
  };
  return { guard, gates };
}
