import type { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";

export type Cell = string | number | null;
/** Column → value; truth values are 0 and 1. */
export type Row = Readonly<Record<string, Cell>>;

interface UniqueRule {
  readonly columns: readonly string[];
  /** What refuses the append whose `row` has the same values here as the row of `holder`. */
  readonly taken: (row: Row, holder: Row) => SyncError;
}

interface NamedIndex {
  /** One may be followed by `DESC`. */
  readonly columns: readonly string[];
  /** Leaves out rows that have nothing in this column. */
  readonly where?: string;
}

export interface ProjectionTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, "TEXT" | "INTEGER">>;
  readonly key: readonly string[];
  readonly indexes?: readonly (readonly string[])[];
  /** By name, where programs outside rely on it. */
  readonly namedIndexes?: Readonly<Record<string, NamedIndex>>;
  /** Rows lie in the order they came, not by key: those of one time are written and read together. */
  readonly isInOrderOfArrival?: true;
  /** Columns that nearly every event changes: written alone where the others stay as they are. */
  readonly volatile?: readonly string[];
  /** Beyond the key; checked in the transaction of the append. */
  readonly unique?: readonly UniqueRule[];
}

export type RowChange =
  /** Makes the row or changes it; columns that are not named stay as they are (`null` in a new row). */
  | { readonly op: "put"; readonly table: string; readonly row: Row }
  /** Changes rows that are there; `where` is equality in every column named. */
  | { readonly op: "update"; readonly table: string; readonly where: Row; readonly set: Row }
  | { readonly op: "delete"; readonly table: string; readonly where: Row };

/** A fold of the log into tables: drop them, replay, and every byte is the same. */
export interface Projection {
  readonly name: string;
  /** Raised with every change of tables or of `changes`; the log then replays it at the next open. */
  readonly version: number;
  readonly tables: readonly ProjectionTable[];
  /** Depends on the event alone, never on rows, time or chance. */
  readonly changes: (stored: StoredEvent<SyncEvent>) => readonly RowChange[];
}
