import type { Side } from "@/domain/task.ts";

/** What overtook a reading: a write of ours, or another reading that was begun while it was under way. */
type SealedBy = "write" | "look";

/** Tells which readings may be older than what is known of the task by now. */
export interface Seals {
  /** A reading begins. Until it is disposed of, whatever could overtake it is kept. */
  begin(): ReadingBegun;
  /** A write of ours to that side ended, or a reading of it is on the log. */
  seal(streamId: string, side: Side, by: SealedBy): void;
  /** Whether that happened since the reading began. */
  isOvertaken(streamId: string, side: Side, by: SealedBy, begun: number): boolean;
  /** A Vikunja task belongs to nobody from now on. */
  letGo(vikunjaId: number): void;
  /** Whether that happened since the reading began: what it shows as a new task is what was let go. */
  isLetGo(vikunjaId: number, begun: number): boolean;
}

export interface ReadingBegun extends Disposable {
  /** On a clock that counts what happens. */
  readonly at: number;
}

/** Nothing is kept that ended before the oldest reading began which is under way. */
export function createSeals(): Seals {
  const open = new Set<number>();
  /** The latest last. */
  const last = new Map<string, number>();
  let clock = 0;

  function note(key: string): void {
    if (open.size === 0) return;
    last.delete(key);
    last.set(key, ++clock);
  }

  function forgetOld(): void {
    const [oldest = Infinity] = open;
    for (const [key, at] of last) {
      if (at > oldest) return;
      last.delete(key);
    }
  }

  const isSince = (key: string, begun: number) => (last.get(key) ?? 0) > begun;

  return {
    begin() {
      const at = ++clock;
      open.add(at);
      return {
        at,
        [Symbol.dispose]() {
          open.delete(at);
          forgetOld();
        },
      };
    },
    seal: (streamId, side, by) => note(keyOf(streamId, side, by)),
    isOvertaken: (streamId, side, by, begun) => isSince(keyOf(streamId, side, by), begun),
    letGo: (vikunjaId) => note(`let go ${vikunjaId}`),
    isLetGo: (vikunjaId, begun) => isSince(`let go ${vikunjaId}`, begun),
  };
}

function keyOf(streamId: string, side: Side, by: SealedBy): string {
  return `${by} ${side} ${streamId}`;
}
