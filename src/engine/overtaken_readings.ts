import type { TaskCommand } from "@/domain/decide/commands.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { PairState } from "@/domain/state.ts";
import type { Reading, Side } from "@/domain/task.ts";
import type { Seals } from "@/engine/seals.ts";

type Look = Extract<TaskCommand, { type: "Look" }>;

interface Overtaking {
  readonly seals: Pick<Seals, "isOvertaken" | "isLetGo">;
  readonly isWriting: (streamId: string, side: Side) => boolean;
  /** When the readings began. */
  readonly readAt: number;
}

interface Sorted {
  /** `null`: nothing is left to look at. */
  readonly left: Look | null;
  readonly overtaken: Look["readings"];
}

/**
 * A reading that a write of ours overlapped may show what was there before it, and one that another reading overlapped
 * may be the older of the two: neither is looked at, unless it tells nothing new. Nor is one of a Vikunja task that
 * was let go meanwhile: it would come back as a new one.
 */
export function withoutOvertaken(
  state: PairState,
  look: Look,
  { seals, isWriting, readAt }: Overtaking,
): Sorted {
  const { streamId } = state;
  const isOvertaken = ({ side, reading }: Look["readings"][number]) =>
    isWriting(streamId, side) || seals.isOvertaken(streamId, side, "write", readAt) ||
    side === "vikunja" && seals.isLetGo(Number(reading.id), readAt) ||
    seals.isOvertaken(streamId, side, "look", readAt) && isNews(state, side, reading);
  const overtaken = look.readings.filter(isOvertaken);
  if (overtaken.length === 0) return { left: look, overtaken };
  const readings = look.readings.filter((one) => !isOvertaken(one));
  if (readings.length === 0) return { left: null, overtaken };
  const { link: _, ...unlinked } = look;
  const isLinkSeen = readings.some(({ side }) => side === "vikunja");
  return { left: { ...(isLinkSeen ? look : unlinked), readings }, overtaken };
}

function isNews(state: PairState, side: Side, reading: Reading): boolean {
  const { presence, task, extra } = state[side];
  if (reading.kind !== "present") return presence !== "deleted";
  return presence !== "present" || !jsonEqual(task, reading.task) ||
    !jsonEqual(extra, reading.extra);
}
