import { asSyncError } from "@/domain/errors.ts";
import type { ReloadRequests } from "@/ports/service_manager.ts";
import type { RunningEngine } from "@/app/daemon/start_engine.ts";

interface Happenings {
  readonly engine: Pick<RunningEngine, "over">;
  readonly reloads: ReloadRequests;
  readonly selections: { next(): Promise<void> };
}

/** `lost`: another host may own the list. Rejects with what else ended the engine. */
export async function nextHappening(
  { engine, reloads, selections }: Happenings,
  signal: AbortSignal,
): Promise<"stop" | "reload" | "select" | "lost"> {
  const stop = Promise.withResolvers<"stop">();
  const onStop = () => stop.resolve("stop");
  signal.addEventListener("abort", onStop);
  try {
    if (signal.aborted) return "stop";
    return await Promise.race([
      stop.promise,
      reloads.next().then(() => "reload" as const),
      selections.next().then(() => "select" as const),
      engine.over.then(() => "stop" as const, lostOr),
    ]);
  } finally {
    signal.removeEventListener("abort", onStop);
  }
}

function lostOr(thrown: unknown): "lost" {
  unlessLost(thrown);
  return "lost";
}

/** That the list is another's is no failure. */
export function unlessLost(thrown: unknown): void {
  if (asSyncError(thrown).code !== "FENCED") throw thrown;
}

/** That it was broken off since it is to stop is no failure; throws what else it was. */
export function nullWhereStopped(thrown: unknown, signal: AbortSignal): null {
  if (signal.aborted && asSyncError(thrown).code === "ABORTED") return null;
  throw thrown;
}
