import type { Flight, NoticeItem, SetView, Taken } from "@/ports/notice_sets.ts";

export interface Choice {
  /** Also items that were seen with other content. */
  readonly changed: boolean;
  /** After so many milliseconds a run that has not confirmed is taken for dead. */
  readonly redeliverAfterMs: number;
  readonly nowMs: number;
  /** Whether a holder is known to have died. */
  readonly isGone: (holder: string) => boolean;
}

/**
 * What this run is to report: items that nobody has seen and no run under way has taken, and what a run
 * took that died before it said that it had printed it, whether this run was given it or not.
 */
export function choose(
  items: readonly NoticeItem[],
  choice: Choice,
): (view: SetView) => readonly Taken[] {
  return ({ flights, digestOf }) => {
    const left = new Map([...flights].filter(([, flight]) => isLeft(flight, choice)));
    const taken: Taken[] = [];
    const mine = new Map<string, Taken>();
    const take = (item: NoticeItem, isChange: boolean, isRepeated: boolean) => {
      const { id, digest, line } = item;
      const one = { id, digest, line, isChange, isRepeated };
      taken.push(one);
      mine.set(id, one);
    };
    for (const item of items) {
      const underWay = mine.get(item.id) ?? flights.get(item.id);
      const last = underWay?.digest ?? digestOf(item.id);
      const abandoned = mine.has(item.id) ? undefined : left.get(item.id);
      if (abandoned !== undefined) take(item, abandoned.isChange, true);
      else if (last === null) take(item, false, false);
      // As long as nobody is known to have seen it, it is still to be told to those who want no changes.
      else if (choice.changed && last !== item.digest) {
        take(item, underWay?.isChange ?? true, false);
      }
    }
    for (const flight of left.values()) {
      if (!mine.has(flight.id)) take(flight, flight.isChange, true);
    }
    return taken;
  };
}

/** Whoever asks for changes only hears of what died as one. A clock that was set back counts as time, too. */
function isLeft({ holder, reservedAtMs, isChange }: Flight, choice: Choice): boolean {
  if (isChange && !choice.changed) return false;
  if (holder === "" || choice.isGone(holder)) return true;
  return Math.abs(choice.nowMs - reservedAtMs) >= choice.redeliverAfterMs;
}
