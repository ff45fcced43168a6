import type { Permission } from "../store/rows.ts";

/** What a request does, which decides its verb, its status and its envelope. */
export type Kind = "list" | "read" | "create" | "update" | "set" | "remove" | "ask" | "act";

/** Rows in their order; a dialect pages them. */
export interface Listing {
  /** As the schema of a v2 list calls its items. */
  readonly of: string;
  readonly total: number;
  page(from: number, until: number): readonly unknown[];
  /** What comes after the rows of every page; v1 counts so many of it. */
  readonly extra?: { readonly shown: readonly unknown[]; readonly counted: number };
  /** Every page shows all rows. */
  readonly isWhole?: true;
}

export function listing<T>(
  items: readonly T[],
  { show, ...about }:
    & Pick<Listing, "of" | "extra" | "isWhole">
    & { readonly show: (page: readonly T[]) => readonly unknown[] },
): Listing {
  const page = (from: number, until: number) => show(items.slice(from, until));
  return { ...about, total: items.length, page };
}

export interface Shown {
  readonly body: object;
  /** As v2 calls the form of the body; without: it does not say. */
  readonly schema?: string;
}

export interface Read extends Shown {
  /** What the reader may do with it; without: it is not told. */
  readonly permission?: Permission;
  /** v2 answers 304 to whoever knows it as of then; without: it always answers. */
  readonly updatedMs?: number;
}

export interface Made extends Shown {
  /** Where it is not 201. */
  readonly status?: 200;
}

/** An answer by its status. */
export interface Said extends Shown {
  readonly status: { readonly v1: number; readonly v2: number };
}
