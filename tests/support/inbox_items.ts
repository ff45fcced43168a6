import type { InboxAsked, InboxItem, InboxOutcome, InboxPage } from "@/ports/inbox.ts";
import type { FullScreen } from "@/ports/full_screen.ts";
import { screenAfter } from "@tests/support/shown_screen.ts";

export const at = "2026-11-21T06:00:00.000Z";
const unknown = { at: null, by: null };

/** A conflict of titles, in which that of Vikunja stands. */
export function conflictItem(id: string, given: Partial<InboxItem> = {}): InboxItem {
  const title = given.title ?? `task ${id}`;
  const words = `title: "${title}" → "${title} here"`;
  const change = { task: id, title, action: "update", changes: [words] } as const;
  return {
    id,
    kind: "conflict",
    task: id,
    title,
    project: [],
    vikunjaId: 7,
    since: at,
    why: "newer edit",
    kept: "vikunja",
    lacking: null,
    fields: [{
      field: "title",
      taskwarrior: { value: `${title} here`, at, by: null },
      vikunja: { value: title, ...unknown },
    }],
    parts: [],
    missing: [],
    offers: [
      {
        choice: "taskwarrior",
        isAsItIs: false,
        will: [{ ...change, side: "taskwarrior" }, { ...change, side: "vikunja" }],
        hindrance: null,
      },
      { choice: "vikunja", isAsItIs: true, will: [], hindrance: null },
    ],
    isAnswered: false,
    ...given,
  };
}

export function heldItem(id: string): InboxItem {
  const offer = { isAsItIs: false, will: null, hindrance: null };
  return conflictItem(id, {
    kind: "held",
    kept: null,
    lacking: "vikunja",
    why: "very many went at once",
    offers: [{ ...offer, choice: "bring back" }, { ...offer, choice: "let go" }],
  });
}

export function pageOf(
  items: readonly InboxItem[],
  position = 1,
  total = items.length,
): InboxPage {
  const count = (kind: InboxItem["kind"]) => items.filter((item) => item.kind === kind).length;
  return {
    items,
    total,
    counts: {
      conflict: count("conflict"),
      missing: count("missing"),
      held: count("held"),
      "given up": count("given up"),
      unread: count("unread"),
      "left out": count("left out"),
    },
    position,
  };
}

export function done(id: string, choice: InboxOutcome["choice"]): InboxOutcome {
  const undo = { id, choice: "take back" } as const;
  return { id, choice, task: id, title: `task ${id}`, error: null, undo, operation: 9 };
}

/** What a look at these would answer. */
export function lookedAt(items: readonly InboxItem[], asked: InboxAsked, position: number) {
  const found = items.filter(({ id, kind }) =>
    (asked.ids.length === 0 || asked.ids.includes(id)) &&
    (asked.kinds.length === 0 || asked.kinds.includes(kind))
  );
  return { ...pageOf(found.slice(0, asked.limit), position), total: found.length };
}

/** A terminal that a test types at. */
export interface TypedScreen extends FullScreen {
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until the screen shows it. */
  until(shown: RegExp): Promise<void>;
  lines(): readonly string[];
  isGivenBack(): boolean;
}

export function typedScreen(columns = 80, rows = 24): TypedScreen {
  let size = { columns, rows };
  let written = "";
  let isGivenBack = false;
  let changed = () => {};
  const typed: string[] = [];
  let wakeReader = () => {};
  let wakeWatcher = () => {};
  const lines = () => screenAfter(written);
  return {
    size: () => size,
    write(text) {
      written += text;
      wakeWatcher();
    },
    async read() {
      while (typed.length === 0 && !isGivenBack) {
        await new Promise<void>((resolve) => wakeReader = resolve);
      }
      return typed.shift() ?? null;
    },
    onChange: (told) => void (changed = told),
    type(keys) {
      typed.push(keys);
      wakeReader();
    },
    resize(columns, rows) {
      size = { columns, rows };
      changed();
    },
    async until(shown) {
      while (!shown.test(lines().join("\n"))) {
        await new Promise<void>((resolve) => wakeWatcher = resolve);
      }
    },
    lines,
    isGivenBack: () => isGivenBack,
    [Symbol.dispose]() {
      isGivenBack = true;
      wakeReader();
    },
  };
}
