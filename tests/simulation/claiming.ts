import type { Granted, Released } from "@/ports/claims.ts";
import type { ClaimCall } from "@tests/simulation/oracles/claims.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import type { ClaimStep } from "@tests/simulation/steps.ts";
import type { Machine } from "@tests/simulation/processes.ts";
import type { Program } from "@tests/simulation/program.ts";
import type { SimulatedTime } from "@tests/simulation/simulated_time.ts";

/** Where they work. */
interface Place {
  readonly machine: Machine;
  readonly program: Program;
  readonly time: SimulatedTime;
  /** In plain words. */
  tell(line: string): void;
}

/** Agents and the leases that they believe they have. */
export interface Agents {
  readonly calls: readonly ClaimCall[];
  take(place: Place, step: ClaimStep): void;
}

export function createAgents(): Agents {
  const calls: ClaimCall[] = [];
  const tokens = new Map<string, number>();

  async function call(place: Place, step: ClaimStep, task: string): Promise<void> {
    const engine = place.program.engine();
    if (engine === null) return;
    const { claims } = engine;
    const { time, tell } = place;
    const { kind, agent } = step;
    const token = tokens.get(`${agent} ${task}`);
    if (kind !== "claim" && token === undefined) return;
    const own: ClaimCall = {
      kind,
      task,
      agent,
      calledMs: time.nowMs(),
      answeredMs: null,
      shown: kind === "claim" ? null : token ?? null,
      token: null,
      untilMs: null,
    };
    calls.push(own);
    const answer =
      await (kind === "claim"
        ? claims.claimTask(task, { agent, forMs: step.forMs })
        : kind === "renew"
        ? claims.renewLease(task, { token: token ?? 0, forMs: 5_000 })
        : claims.releaseTask(task, token ?? 0));
    own.answeredMs = time.nowMs();
    if (!answer.ok) return tell(`${agent} is refused: ${kind} ${task}`);
    note(own, answer, kind === "claim" ? step.forMs : 5_000, token);
    tell(`${agent}: ${kind} ${task}, token ${own.token}`);
  }

  function note(
    own: ClaimCall,
    answer: Granted | Released,
    forMs: number,
    token: number | undefined,
  ): void {
    if ("token" in answer) {
      own.token = answer.token;
      tokens.set(`${own.agent} ${own.task}`, answer.token);
      // Counted on the clock that does not jump, from when it was asked for at the earliest.
      // Whole milliseconds, and held at the last of them.
      own.untilMs = Math.floor(own.calledMs) + forMs + 1;
    } else own.token = token ?? null;
  }

  return {
    calls,
    take(place, step) {
      const log = lookAtLog(place.machine.folder, place.time.runtime.now).reader;
      const tasks = [...log.presentStreams("taskwarrior")].sort();
      const task = tasks[Math.floor(step.task * tasks.length)];
      if (task === undefined) return;
      call(place, step, task).catch((thrown: unknown) => {
        place.tell(`${step.agent} hears: ${thrown instanceof Error ? thrown.message : thrown}`);
      });
    },
  };
}
