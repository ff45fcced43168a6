import { limitDeliveries } from "@/app/lists/quota/delivery_quota.ts";
import { withinLogQuota } from "@/app/lists/quota/log_quota.ts";
import { createTaskQuota, type TaskQuota } from "@/app/lists/quota/task_quota.ts";
import type { Quota } from "@/config/quotas.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { Serve } from "@/ports/daemon.ts";
import type { Doors } from "@/ports/doors.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface ListQuotaPorts {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  /** As it is now. */
  readonly quota: () => Quota;
  /** Of the log's file; `null`: there is none. */
  readonly logBytes: () => number | null;
  /** The list's own log. */
  readonly log: (level: "warn", text: string) => void;
  readonly onFull: (error: SyncError) => void;
}

/** What one list may have. */
interface ListQuota {
  readonly tasks: TaskQuota;
  limited<D extends Pick<Doors, "open">>(doors: D): D;
  bounded(serve: Serve): Serve;
}

export function createListQuota(
  { runtime, quota, logBytes, log, onFull: tell }: ListQuotaPorts,
): ListQuota {
  let said = "";

  /** Said in the list's own log where it was not said just before. */
  function onFull(error: SyncError): void {
    if (error.message !== said) {
      log("warn", `${error.message} (${error.code}). ${error.hint ?? ""}`);
    }
    said = error.message;
    tell(error);
  }

  return {
    tasks: createTaskQuota({ most: () => quota().tasks, onFull }),
    limited: (doors) => ({
      ...doors,
      async open(place, behind) {
        const deliveries = limitDeliveries(behind.deliveries, {
          runtime,
          most: () => quota().deliveriesPerMinute,
          onFull,
          onFailure: ({ message }) => log("warn", `webhooks wait: ${message}`),
        });
        const door = await doors.open(place, { ...behind, deliveries });
        return {
          ...door,
          async [Symbol.asyncDispose]() {
            deliveries[Symbol.dispose]();
            await door[Symbol.asyncDispose]();
          },
        };
      },
    }),
    bounded: (serve) =>
      withinLogQuota(serve, { runtime, mostMb: () => quota().logMb, logBytes, onFull }),
  };
}
