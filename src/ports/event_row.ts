/** An event as it lies in the log, with all that its sum is of. */
export interface EventRow {
  readonly position: number;
  readonly streamId: string;
  readonly version: number;
  /** Position of the stream's event before; 0: it is the first. */
  readonly previous: number;
  readonly type: string;
  readonly schema: number;
  readonly recordedAt: string;
  /** JSON text. */
  readonly data: string;
  /** CRC-32 of all the others. */
  readonly sum: number;
}

/** Where a database keeps them, in this order. */
export const eventColumns: readonly string[] = [
  "position",
  "stream_id",
  "version",
  "previous",
  "type",
  "schema",
  "recorded_at",
  "data",
  "sum",
];

/** Of a row with these columns, whichever database gave it: some give large numbers as text. */
export function eventRowIn(row: Readonly<Record<string, unknown>>): EventRow {
  return {
    position: Number(row["position"]),
    streamId: String(row["stream_id"]),
    version: Number(row["version"]),
    previous: Number(row["previous"]),
    type: String(row["type"]),
    schema: Number(row["schema"]),
    recordedAt: String(row["recorded_at"]),
    data: String(row["data"]),
    sum: Number(row["sum"]),
  };
}
