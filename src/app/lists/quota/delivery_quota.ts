import type { SyncError } from "@/domain/errors.ts";
import { quotaError } from "@/app/lists/quota/quota_error.ts";
import type { Deliveries } from "@/ports/doors.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface DeliveryQuotaPorts {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  /** `null`: all that come. */
  readonly most: () => number | null;
  readonly onFull: (error: SyncError) => void;
}

const minuteMs = 60_000;

/**
 * Of more deliveries a minute than a list may have, none is looked at by itself: once the minute is over, one look
 * finds what all of them were about. They are answered as taken, since whoever stops then looks when it starts.
 */
export function limitDeliveries(
  deliveries: Deliveries,
  { runtime, most, onFull }: DeliveryQuotaPorts,
): Deliveries {
  let minuteBegan = -Infinity;
  let count = 0;
  let isDue = false;

  /** False: more than it may have came within the minute. */
  function admit(): boolean {
    const limit = most();
    if (runtime.elapsed() - minuteBegan >= minuteMs) {
      minuteBegan = runtime.elapsed();
      count = 0;
    }
    count++;
    if (limit === null || count <= limit) return true;
    onFull(fullError(limit));
    return false;
  }

  function lookLater(): void {
    if (isDue) return;
    isDue = true;
    runtime.after(Math.max(0, minuteBegan + minuteMs - runtime.elapsed()), () => {
      isDue = false;
      // Where it cannot be kept now, it is tried again as long as that is so.
      deliveries.deliverUnread?.().catch(lookLater);
    });
  }

  return {
    ...deliveries,
    async deliver(body) {
      if (admit() || deliveries.deliverUnread === undefined) return await deliveries.deliver(body);
      lookLater();
      return { event: eventOf(body) };
    },
  };
}

function eventOf(body: unknown): string {
  const named = typeof body === "object" && body !== null && "event_name" in body
    ? body.event_name
    : null;
  return typeof named === "string" ? named : "unread";
}

function fullError(most: number): SyncError {
  return quotaError(
    `More than ${most} webhooks of the list came within a minute`,
    "They are looked at together, once it is over.",
    minuteMs,
  );
}
