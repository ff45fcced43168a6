import {
  heldUntil,
  isClockNews,
  type KeptOffset,
  narrowedOffsets,
} from "@/domain/clock_offsets.ts";
import type { ClockOffset } from "@/domain/span.ts";
import type { QuietNote, StampOf } from "@/ports/quiet.ts";
import type { Exchange } from "@/ports/transport.ts";

interface Seen {
  readonly program: string;
  readonly env: QuietNote["env"];
  readonly folder: string;
  readonly nowMs: number;
  /** Whether somebody is there to be told of parts of an older version. */
  readonly canAsk: boolean;
}

/** Whether all that the run of that note went by is as it was, but for what the server says. */
export function isAsNoted(note: QuietNote, seen: Seen, stampOf: StampOf): boolean {
  const { program, env, folder, fromMs, untilMs, stamps, seenVersion, version } = note;
  return program === seen.program && folder === seen.folder &&
    fromMs <= seen.nowMs && seen.nowMs < untilMs &&
    (!seen.canAsk || seenVersion === version) &&
    JSON.stringify(env) === JSON.stringify(seen.env) &&
    stamps.every(([path, stamp]) => stampOf(path) === stamp);
}

interface SeenClock {
  offset(): ClockOffset | null;
  nowMs(): number | null;
}

/** Whether the server says what it said, and its clock goes on as it went. `clock`: as this answer shows it. */
export function isSameAnswer(
  { text, dateMs, clock: kept }: Pick<QuietNote, "text" | "dateMs" | "clock">,
  exchange: Exchange,
  clock: SeenClock,
): boolean {
  if (exchange.kind !== "answered") return false;
  const { status, headers, text: said } = exchange.answer;
  const saidAtMs = Date.parse(headers["date"] ?? "");
  return status === 200 && said === text && saidAtMs >= dateMs && !isSet(kept, clock);
}

/** One of the two clocks was set. */
function isSet(kept: KeptOffset, clock: SeenClock): boolean {
  const known = heldUntil(kept, clock.nowMs());
  const offsets = narrowedOffsets(clock.offset(), known);
  return offsets.length === 0 || isClockNews(known, offsets);
}
