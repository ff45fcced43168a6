import { runSchedule, scheduleOf } from "@tests/simulation/schedule.ts";

/** What a worker is asked: the faults of some seeds, one after the other. */
export interface Task {
  readonly seeds: readonly number[];
  readonly isOnDisk: boolean;
}

/** One seed that was run; `faults`: empty where all is well. */
export interface Verdict {
  readonly seed: number;
  readonly faults: readonly string[];
}

interface WorkerScope {
  onmessage: ((event: MessageEvent<Task>) => void) | null;
  postMessage(message: readonly Verdict[]): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = async ({ data: { seeds, isOnDisk } }) => {
  const verdicts: Verdict[] = [];
  for (const seed of seeds) verdicts.push({ seed, faults: await faultsOf(seed, isOnDisk) });
  scope.postMessage(verdicts);
};

/** What a schedule throws is a fault of the program, or of the simulation: either is to be looked at. */
async function faultsOf(seed: number, isOnDisk: boolean): Promise<readonly string[]> {
  try {
    return (await runSchedule(scheduleOf(seed, isOnDisk))).faults;
  } catch (thrown) {
    return [`thrown: ${thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown)}`];
  }
}
