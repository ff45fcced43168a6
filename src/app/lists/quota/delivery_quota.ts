import { asSyncError, type SyncError } from "@/domain/errors.ts";
import { quotaError } from "@/app/lists/quota/quota_error.ts";
import type { Deliveries } from "@/ports/doors.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface DeliveryQuotaPorts {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  /** `null`: all that come. */
  readonly most: () => number | null;
  readonly onFull: (error: SyncError) => void;
  /** Told each time that the look could not be had. */
  readonly onFailure: (error: SyncError) => void;
}

const minuteMs = 60_000;
/** Where the minute is over and the look failed. */
const leastMs = 5_000;

/**
 * Of more deliveries a minute than a list may have, none is looked at by itself: once the minute is over, one look
 * finds what all of them were about, unless it is disposed of before. They are answered as taken, since whoever stops then looks when it starts.
 */
export function limitDeliveries(
  deliveries: Deliveries,
  { runtime, most, onFull, onFailure }: DeliveryQuotaPorts,
): Deliveries & Disposable {
  let minuteBegan = -Infinity;
  let count = 0;
  /** The look that is due; `null`: none is. */
  let due: Disposable | null = null;
  let isOver = false;

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
    if (due !== null || isOver) return;
    due = runtime.after(Math.max(leastMs, minuteBegan + minuteMs - runtime.elapsed()), () => {
      due = null;
      void look();
    });
  }

  async function look(): Promise<void> {
    try {
      await deliveries.deliverUnread?.();
    } catch (thrown) {
      // Where it cannot be kept now, it is tried again as long as that is so.
      onFailure(asSyncError(thrown));
      lookLater();
    }
  }

  return {
    ...deliveries,
    async deliver(body) {
      if (admit() || deliveries.deliverUnread === undefined) return await deliveries.deliver(body);
      lookLater();
      return { event: eventOf(body) };
    },
    [Symbol.dispose]() {
      isOver = true;
      due?.[Symbol.dispose]();
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
