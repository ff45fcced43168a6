import { thisProcess } from "@system/this_process.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ReloadRequests } from "@/ports/service_manager.ts";
import type { SignalName } from "@/ports/system.ts";

const interrupted = 130;

/** Aborts at the first Ctrl-C or SIGTERM; the second Ctrl-C ends the process at once. */
export function stopSignal(): AbortController {
  const controller = new AbortController();
  const stop = (name: SignalName) => () => {
    if (controller.signal.aborted && name === "SIGINT") thisProcess.exit(interrupted);
    controller.abort(stopped(name));
  };
  thisProcess.onSignal("SIGINT", stop("SIGINT"));
  thisProcess.onSignal("SIGTERM", stop("SIGTERM"));
  return controller;
}

const meantForCommand = ["SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

/** Until disposed, the signals that a command may be sent through its starter do not end this process but are told of. */
export function onSignalsForCommand(
  told: (name: (typeof meantForCommand)[number]) => void,
): Disposable {
  return listening(meantForCommand, told);
}

/** Until disposed, a SIGHUP or SIGQUIT is told of before it ends this process. */
export function beforeHangUpOrQuit(told: () => void): Disposable {
  const codes = { SIGHUP: 129, SIGQUIT: 131 } as const;
  return listening(["SIGHUP", "SIGQUIT"] as const, (name) => {
    told();
    thisProcess.exit(codes[name]);
  });
}

function listening<Name extends SignalName>(
  signals: readonly Name[],
  told: (name: Name) => void,
): Disposable {
  const heard = signals.map((name) => thisProcess.onSignal(name, () => told(name)));
  return {
    [Symbol.dispose]() {
      for (const one of heard) one[Symbol.dispose]();
    },
  };
}

/** By SIGHUP; without it the signal would end the process. */
export function reloadRequests(): ReloadRequests {
  let isAsked = false;
  let wake = () => {};
  const onSignal = () => {
    isAsked = true;
    wake();
  };
  const heard = thisProcess.onSignal("SIGHUP", onSignal);
  return {
    async next() {
      if (!isAsked) {
        const woken = Promise.withResolvers<void>();
        wake = woken.resolve;
        await woken.promise;
      }
      isAsked = false;
    },
    [Symbol.dispose]: () => heard[Symbol.dispose](),
  };
}

/** What ends a run that somebody stopped. */
export function stopped(by: string): SyncError {
  return new SyncError("ABORTED", `Cannot finish: stopped by ${by}`, {
    retryable: true,
    hint: "Nothing is lost: the next run goes on where this one ended.",
  });
}

/** 24.8 days: a timer of more fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Timers one after the other that take so long together. */
export function timersFor(ms: number): readonly number[] {
  const whole = Math.max(0, Math.floor(ms / longestTimerMs));
  const rest = ms - whole * longestTimerMs;
  return [...Array(whole).fill(longestTimerMs), ...(rest > 0 ? [rest] : [])];
}

/** Ends early, without an error, when the signal comes. */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  for (const timer of timersFor(ms)) {
    if (!signal.aborted) await waitOnce(timer, signal);
  }
}

function waitOnce(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
