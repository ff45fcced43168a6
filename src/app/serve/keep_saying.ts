import { asSyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { ServiceManager } from "@/ports/service_manager.ts";
import { every } from "@/ports/waits.ts";

/** A service manager that is not there for a moment (it starts anew) ends nobody; one that hears nothing for long does. */
export function keepSaying(
  runtime: Pick<Runtime, "after">,
  { watchdogEveryMs, notify }: ServiceManager,
  say: (line: string) => void,
): Disposable | null {
  if (watchdogEveryMs === null) return null;
  return every(runtime, watchdogEveryMs, () => {
    notify("WATCHDOG=1").catch((thrown) => say(asSyncError(thrown).message));
  });
}
