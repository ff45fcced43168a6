import type { Verdict, Wanted } from "@tests/simulation/worker.ts";

interface PoolOptions {
  /** In the order in which they are to be run; asked for as long as there is time. */
  readonly wanted: Iterator<Wanted>;
  readonly forMs: number;
  readonly untilFailed: boolean;
  readonly onVerdict: (verdict: Verdict) => void;
}

export interface PoolResult {
  readonly schedules: number;
  readonly failed: readonly Verdict[];
  readonly tookMs: number;
}

/** Handed over at once: enough that handing over costs nothing, few enough that the end is not waited for. */
const batchSize = 8;

/** Runs schedules on every core until the seeds or the time are over. */
export async function runPool(options: PoolOptions): Promise<PoolResult> {
  const { wanted, forMs, untilFailed, onVerdict } = options;
  const begunAt = performance.now();
  const failed: Verdict[] = [];
  let schedules = 0;

  const isOver = () => performance.now() - begunAt >= forMs || untilFailed && failed.length > 0;

  async function work(): Promise<void> {
    const url = new URL("../../tests/simulation/worker.ts", import.meta.url);
    const worker = new Worker(url, { type: "module" });
    try {
      while (!isOver()) {
        const batch = take(wanted, batchSize);
        if (batch.length === 0) return;
        for (const verdict of await ask(worker, batch)) {
          schedules++;
          if (verdict.faults.length > 0) failed.push(verdict);
          onVerdict(verdict);
          if (untilFailed && failed.length > 0) return;
        }
      }
    } finally {
      worker.terminate();
    }
  }

  const cores = Math.max(1, navigator.hardwareConcurrency);
  await Promise.all(Array.from({ length: cores }, work));
  return { schedules, failed, tookMs: performance.now() - begunAt };
}

function take(wanted: Iterator<Wanted>, most: number): readonly Wanted[] {
  const taken: Wanted[] = [];
  while (taken.length < most) {
    const next = wanted.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

function ask(worker: Worker, task: readonly Wanted[]): Promise<readonly Verdict[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<readonly Verdict[]>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`a worker failed: ${event.message}`));
    };
    worker.postMessage(task);
  });
}
