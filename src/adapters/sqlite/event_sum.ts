import { crc32 } from "@/adapters/sqlite/crc32.ts";
import type { Cell } from "@/domain/projection.ts";

/** Cells of an event's row before `data`, in the order of the columns. */
export type EventPlace = readonly [
  position: Cell,
  streamId: Cell,
  version: Cell,
  previous: Cell,
  type: Cell,
  schema: Cell,
  recordedAt: Cell,
];

/** CRC-32 of all that an event's row says: one flipped bit anywhere in it never goes unseen. */
export function eventSum(place: EventPlace, data: string): number {
  const [position, streamId, version, previous, type, schema, recordedAt] = place;
  return crc32(
    `${position}\n${streamId}\n${version}\n${previous}\n${type}\n${schema}\n${recordedAt}\n${data}`,
  );
}
