import { createMemoryFailureNote } from "@/adapters/memory/failure_note.ts";
import { createMemoryNoticeSets } from "@/adapters/memory/notice_sets.ts";
import { createMemorySpool } from "@/adapters/memory/spool.ts";
import { accountNameIn } from "@/adapters/vikunja/account.ts";
import { createInspect } from "@/app/inspect.ts";
import { type CheckDeps, notifyCheck } from "@/app/notify/check.ts";
import { SyncError } from "@/domain/errors.ts";
import { markup } from "@/mapping/markup.ts";
import type { Notifier, Telling } from "@/ports/notifier.ts";
import type { CheckOptions, ToldNotice } from "@/ports/notices.ts";
import { takes } from "@tests/simulation/takes.ts";
import type { Attempt } from "@tests/simulation/oracles/notices.ts";
import { lookAtLog, type Process } from "@tests/simulation/process.ts";
import type { Machine } from "@tests/simulation/processes.ts";
import type { SimulatedTime } from "@tests/simulation/simulated_time.ts";

/** What becomes of what somebody is to be told: `answer lost`: they have it, and the program does not know. */
export type TellingFate = "had" | "refused" | "answer lost";

/** Somebody who is told what there is to tell. */
export interface Listener {
  readonly attempts: readonly Attempt[];
  /** What one run of `notify check` tells them; rejects with what ends it. */
  check(process: Process, fate: TellingFate): Promise<void>;
  /** The ids of all there is to tell now, whoever was told. */
  everything(process: Process): Promise<readonly string[]>;
}

const { signal } = new AbortController();
const options: CheckOptions = {
  set: "check",
  to: ["webhook"],
  command: null,
  redeliverAfterMs: 10 * 60_000,
};

export function createListener(machine: Machine, time: SimulatedTime): Listener {
  const attempts: Attempt[] = [];
  const processes: Process[] = [];

  function depsOf(process: Process, notifier: Notifier): CheckDeps {
    const { config, folder, say } = machine;
    const { runtime } = process.life;
    const openLog = () => Promise.resolve(lookAtLog(folder, runtime.now));
    const own = `process ${processes.push(process) - 1}`;
    const inspect = createInspect({
      selection: [],
      server: null,
      openLog,
      openLogToName: openLog,
      unloggedFailure: createMemoryFailureNote(process.memory, runtime).read,
      waitingWakes: createMemorySpool(process.memory, runtime).waiting,
    });
    return {
      config: { ...config, notify: { ...config.notify, webhook: "http://listener.simulated" } },
      sets: createMemoryNoticeSets(process.memory, runtime),
      inspect: () => Promise.resolve(inspect),
      openLog,
      accountNameIn,
      loadMarkup: () => Promise.resolve(markup),
      notifiers: {
        command: () => notifier,
        desktop: () => notifier,
        ntfy: () => notifier,
        webhook: () => notifier,
      },
      readText: () => Promise.reject(new Error("There is no token")),
      processes: {
        own: () => own,
        isGone: (name) => processes[Number(name.split(" ")[1])]?.life.isOver ?? true,
      },
      now: () => runtime.now().getTime(),
      warn: say,
    };
  }

  async function tell({ life }: Process, told: Attempt[], fate: TellingFate, telling: Telling) {
    const beganMs = time.nowMs();
    await takes(life.runtime, Math.ceil(life.runtime.random() * 200));
    const notices = telling.notices as readonly ToldNotice[];
    told.push({ beganMs, knownMs: null, isHad: fate !== "refused", notices });
    attempts.push(...told.slice(-1));
    await takes(life.runtime, Math.ceil(life.runtime.random() * 200));
    if (fate === "had") return;
    throw new SyncError("NOTIFY_FAILED", "Cannot tell the webhook", { retryable: true });
  }

  return {
    attempts,
    async check(process, fate) {
      const told: Attempt[] = [];
      const notifier = { tell: (telling: Telling) => tell(process, told, fate, telling) };
      const { failed } = await notifyCheck(depsOf(process, notifier), options, () => {}, signal);
      if (failed.length > 0 || process.life.isOver) return;
      for (const one of told) {
        attempts[attempts.indexOf(one)] = { ...one, knownMs: time.nowMs() };
      }
    },
    async everything(process) {
      const ids: string[] = [];
      const tell = ({ notices }: Telling) => {
        ids.push(...notices.map(({ id }) => id));
        return Promise.resolve();
      };
      const set = `all ${time.nowMs()}`;
      await notifyCheck(depsOf(process, { tell }), { ...options, set }, () => {}, signal);
      return ids;
    },
  };
}
