import { type Choice, choose } from "@/notices/choose.ts";
import type { NoticeItem, NoticeSets, Taken } from "@/ports/notice_sets.ts";

interface ReportNew {
  readonly set: string;
  readonly items: readonly NoticeItem[];
  readonly choice: Omit<Choice, "nowMs">;
  /** Names this process. */
  readonly holder: string;
  readonly now: () => number;
  /** Taken, printed and confirmed together: fewer cost less, and less is repeated after a crash. */
  readonly maxBatch: number;
}

/**
 * Reserve, print, confirm. `print` returns when somebody has the items; where it throws, the next run
 * takes them again. An item is never confirmed before it was printed, so none can be lost.
 */
export async function reportNew(
  sets: NoticeSets,
  { set, items, choice, holder, now, maxBatch }: ReportNew,
  print: (taken: readonly Taken[]) => void | Promise<void>,
): Promise<void> {
  let at = 0;
  do {
    const batch = items.slice(at, at += maxBatch);
    const nowMs = now();
    const reservation = sets.reserve(set, { holder, nowMs }, choose(batch, { ...choice, nowMs }));
    if (reservation.items.length === 0) continue;
    try {
      await print(reservation.items);
    } catch (thrown) {
      sets.release(reservation);
      throw thrown;
    }
    sets.confirm(reservation, now());
  } while (at < items.length);
}
