import type { SyncError } from "@/domain/errors.ts";
import type { Config } from "@/config/config.ts";
import type { Sides } from "@/ports/sides.ts";
import type { EnginePorts, RunLog } from "@/app/run/engine_ports.ts";
import { scopeOf } from "@/app/run/selection.ts";
import { type BelongingDeps, checkBelonging, nextRound } from "@/triggers/belonging.ts";
import { goneData, restoredData } from "@/triggers/guard.ts";
import { isEmptied, isUnanswered } from "@/triggers/mass_delete.ts";
import { refuseOverlap } from "@/triggers/overlap.ts";
import { createWriteGates, type RunGuard, type WriteGates } from "@/triggers/run_guard.ts";
import { checkServerNow } from "@/triggers/server_check.ts";

interface RunGuardParts {
  readonly planOnly: boolean;
  readonly log: RunLog;
  readonly sides: Sides;
  readonly onRefusal: (error: SyncError) => void;
  readonly config: Pick<Config, "profile" | "selection" | "defaultProject" | "mapping">;
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
  const takes = () => scopeOf(parts.config, vikunja.defaultProjectPath());
  /** Two profiles must not take one task, whatever else is right. */
  const checkFolder = async (folder: string, isThisEngine: boolean, signal: AbortSignal) => {
    const belonging = await checkBelonging(belongingDeps(signal), folder, isThisEngine);
    refuseOverlap({ marks, profile: parts.config.profile, scope: takes() }, folder);
    return belonging;
  };
  /** As its last check found it. */
  let isServerEmpty = false;
  const clockOffsetMs = () => vikunja.clock.offset()?.until ?? null;
  const checks = {
    async taskwarrior(signal: AbortSignal) {
      const { folder } = await taskwarrior.identify(signal);
      const belonging = await checkFolder(String(folder), false, signal);
      const isOlder = belonging.kind === "older data" && !isEmptied(log, "taskwarrior");
      if (isOlder) throw restoredData(belonging.words, null);
      if (belonging.isGone && isUnanswered(log, "taskwarrior")) throw goneData(String(folder));
    },
    async vikunja(signal: AbortSignal) {
      const server = { log, store, clockOffsetMs, now: runtime.now };
      isServerEmpty = await checkServerNow(server, vikunja, signal) === "nothing";
    },
  };
  const { elapsed } = runtime;
  const gates = createWriteGates({
    checks,
    checkLog: check,
    elapsed,
    onRefusal: parts.onRefusal,
  });

  /** Others go by what the mark says, so it says it also where nothing else changes. */
  function keepScope(folder: string, id: string): void {
    const mark = marks.read(folder);
    const scope = takes();
    if (mark?.log !== id || JSON.stringify(mark.takes) === JSON.stringify(scope)) return;
    marks.write(folder, { ...mark, takes: scope });
  }

  const guard: RunGuard = {
    passed(side) {
      if (side === "vikunja") isServerEmpty = false;
      gates.passed(side);
    },
    isServerEmpty: () => isServerEmpty,
    check: gates.check,
    refusal: gates.refusal,
    clockOffsetMs,
    approve: asking.confirm,
    async belonging(folder, isThisEngine, signal) {
      const belonging = await checkFolder(folder, isThisEngine, signal);
      if (!parts.planOnly) keepScope(folder, belonging.engine.log);
      return belonging;
    },
    nextRound(folder, id) {
      if (parts.planOnly) return null;
      try {
        return nextRound({ ...marked, takes: takes() }, folder, id);
      } catch (thrown) {
        // The data themselves are read and written by Taskwarrior: without the mark less is noticed, no more.
        asking.warn(`Cannot write the mark of this engine into ${folder}: ${String(thrown)}`);
        return null;
      }
    },
  };
  return { guard, gates };
}
