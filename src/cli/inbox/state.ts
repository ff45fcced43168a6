import type { TakenBack } from "@/domain/taken_back.ts";
import type { Key } from "@/cli/inbox/keys.ts";
import type { InboxAct, InboxAsked, InboxItem, InboxOutcome, InboxPage } from "@/ports/inbox.ts";

interface Size {
  readonly columns: number;
  readonly rows: number;
}

type View =
  | { readonly kind: "list" }
  | { readonly kind: "item"; readonly id: string; readonly scroll: number }
  /** Asked once more, with what it will do. */
  | {
    readonly kind: "confirm";
    /** The key of what was chosen. */
    readonly key: string;
    readonly ids: readonly string[];
    readonly scroll: number;
  }
  | { readonly kind: "typing"; readonly text: string }
  | { readonly kind: "help" };

/** Another answer to each of the same items, or the operation that they were. */
export type Undo =
  | { readonly kind: "acts"; readonly acts: readonly InboxAct[] }
  | { readonly kind: "operation"; readonly operation: number };

/** All that the screen shows. */
export interface InboxState {
  readonly size: Size;
  readonly view: View;
  readonly filter: Pick<InboxAsked, "kinds" | "projects" | "text" | "answered">;
  /** `null`: not read yet. */
  readonly page: InboxPage | null;
  /** What the page was asked for by. */
  readonly pageFilter: InboxState["filter"] | null;
  /** Place in the list. */
  readonly cursor: number;
  /** The first one that shows. */
  readonly top: number;
  readonly chosen: ReadonlySet<string>;
  /** Items with what each choice will do, as the log was at that position. */
  readonly foreseen: ReadonlyMap<string, InboxItem>;
  /** What takes back what was done, the last one at the end. */
  readonly undos: readonly Undo[];
  /** What is going on; `null`: nothing. */
  readonly busy: string | null;
  readonly message: { readonly text: string; readonly isBad: boolean } | null;
}

/** What happens to it. */
export type InboxEvent =
  | { readonly type: "pressed"; readonly key: Key }
  | { readonly type: "resized"; readonly size: Size }
  | {
    readonly type: "looked";
    readonly page: InboxPage;
    readonly filter: InboxState["filter"];
  }
  | { readonly type: "foresaw"; readonly items: readonly InboxItem[] }
  | {
    readonly type: "acted";
    readonly outcomes: readonly InboxOutcome[];
    readonly isUndo: boolean;
  }
  | { readonly type: "taken back"; readonly taken: TakenBack }
  | { readonly type: "failed"; readonly words: string };

/** What is to be done in the world for it. */
export type InboxWish =
  | { readonly type: "look" }
  | { readonly type: "foresee"; readonly ids: readonly string[] }
  | { readonly type: "act"; readonly acts: readonly InboxAct[]; readonly isUndo: boolean }
  | { readonly type: "take back"; readonly operation: number }
  | { readonly type: "quit" };

export interface Next {
  readonly state: InboxState;
  readonly wishes: readonly InboxWish[];
}

export const nothingMore: readonly InboxWish[] = [];

export function firstState(size: Size, filter: InboxState["filter"]): InboxState {
  return {
    size,
    view: { kind: "list" },
    filter,
    page: null,
    pageFilter: null,
    cursor: 0,
    top: 0,
    chosen: new Set(),
    foreseen: new Map(),
    undos: [],
    busy: null,
    message: null,
  };
}

/** Lines of the list that fit: without heading, rule, message and keys. */
export function listRows({ rows }: Size): number {
  return Math.max(1, rows - 4);
}

export function itemsOf({ page }: InboxState): readonly InboxItem[] {
  return page?.items ?? [];
}

/** The ones that a choice is for: those that are selected, else the one under the cursor. */
export function meant(state: InboxState): readonly InboxItem[] {
  const items = itemsOf(state);
  const chosen = items.filter(({ id }) => state.chosen.has(id));
  const under = items[state.cursor];
  return chosen.length > 0 ? chosen : under === undefined ? [] : [under];
}
