import type { Flight } from "@/ports/notice_sets.ts";

interface Seen {
  readonly digest: string;
  readonly seenAtMs: number;
}

/** What is kept of a set; all by id but the marks. */
export interface NoticeSet {
  readonly items: Map<string, Seen>;
  readonly flights: Map<string, Flight & { readonly token: string }>;
  /** By name. */
  readonly marks: Map<string, number>;
}

export function copyOfSet({ items, flights, marks }: NoticeSet): NoticeSet {
  return { items: new Map(items), flights: new Map(flights), marks: new Map(marks) };
}

export function emptySet(): NoticeSet {
  return { items: new Map(), flights: new Map(), marks: new Map() };
}
