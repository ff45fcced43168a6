import { seededSchedule } from "@tests/simulation/hosts/hosting.ts";
import { runSchedule, type Schedule } from "@tests/simulation/schedule.ts";

/** A schedule to be run: one that is kept, or the one of a seed. */
export type Wanted =
  & {
    /** The log on SQLite. */
    readonly isOnDisk: boolean;
  }
  & (
    | { readonly kind: "seed"; readonly seed: number; readonly isHosted: boolean }
    | { readonly kind: "kept"; readonly name: string; readonly schedule: Schedule }
  );

/** What became of it; `faults`: empty where all is well. */
export interface Verdict {
  readonly wanted: Wanted;
  readonly faults: readonly string[];
}

interface WorkerScope {
  onmessage: ((event: MessageEvent<readonly Wanted[]>) => void) | null;
  postMessage(message: readonly Verdict[]): void;
}

const scope = globalThis as unknown as WorkerScope;
scope.onmessage = async ({ data }) => {
  const verdicts: Verdict[] = [];
  for (const wanted of data) verdicts.push({ wanted, faults: await faultsOf(wanted) });
  scope.postMessage(verdicts);
};

/** What a schedule throws is a fault of the program, or of the simulation: either is to be looked at. */
async function faultsOf(wanted: Wanted): Promise<readonly string[]> {
  try {
    const schedule = wanted.kind === "seed"
      ? seededSchedule(wanted.seed, wanted)
      : { ...wanted.schedule, isOnDisk: wanted.isOnDisk };
    return (await runSchedule(schedule)).faults;
  } catch (thrown) {
    return [`thrown: ${thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown)}`];
  }
}
