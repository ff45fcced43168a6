import { actsOf, isChoiceKey } from "@/cli/inbox/choices.ts";
import type { Key, KeyName } from "@/cli/inbox/keys.ts";
import {
  type InboxState,
  type InboxWish,
  itemsOf,
  listRows,
  meant,
  type Next,
  nothingMore,
} from "@/cli/inbox/state.ts";
import { inboxKinds } from "@/ports/inbox.ts";
import { counted } from "@/words/words.ts";

/** More than that is not foreseen one by one before it is asked about. */
export const mostForeseen = 20;

/** What a key does. */
export function press(state: InboxState, key: Key): Next {
  const { view } = state;
  const quiet = { ...state, message: null };
  switch (view.kind) {
    case "list":
      return pressInList(quiet, key);
    case "item":
      return pressInItem(quiet, view, key);
    case "confirm":
      return pressInConfirm(quiet, view, key);
    case "typing":
      return pressInTyping(quiet, view.text, key);
    case "help":
      return only({ ...quiet, view: { kind: "list" } });
  }
}

function only(state: InboxState, ...wishes: readonly InboxWish[]): Next {
  return { state, wishes: wishes.length === 0 ? nothingMore : wishes };
}

function said(state: InboxState, text: string, isBad = false): InboxState {
  return { ...state, message: { text, isBad } };
}

/** What an arrow, a letter in its place, or the like moves by; `null`: it does not move. */
function moved(key: Key, page: number, all: number): number | null {
  const by: Readonly<Partial<Record<KeyName, number>>> = {
    up: -1,
    down: 1,
    "page up": -page,
    "page down": page,
    home: -all,
    end: all,
  };
  const letters: Readonly<Record<string, number>> = { k: -1, j: 1, g: -all, G: all };
  if (key.kind === "paste") return null;
  return (key.kind === "key" ? by[key.name] : letters[key.text]) ?? null;
}

/** A view that the key scrolls, further or back; `null`: it does not. */
function scrolledBy<V extends { readonly scroll: number }>(
  view: V,
  key: Key,
  { rows }: InboxState["size"],
): V | null {
  const by = moved(key, rows - 3, Number.MAX_SAFE_INTEGER);
  return by === null ? null : { ...view, scroll: Math.max(0, view.scroll + by) };
}

/** What the key is called, or the letter that it is; `null`: something was pasted. */
function nameOf(key: Key): string | null {
  switch (key.kind) {
    case "key":
      return key.name;
    case "text":
      return key.text;
    case "paste":
      return null;
  }
}

/** The cursor there, and in sight. */
export function withCursor(state: InboxState, wanted: number): InboxState {
  const rows = listRows(state.size);
  const last = Math.max(0, itemsOf(state).length - 1);
  const cursor = Math.min(last, Math.max(0, wanted));
  const top = Math.min(cursor, Math.max(state.top, cursor - rows + 1));
  return { ...state, cursor, top: Math.max(0, Math.min(top, last)) };
}

function pressInList(state: InboxState, key: Key): Next {
  const by = moved(key, listRows(state.size), itemsOf(state).length);
  if (by !== null) return only(withCursor(state, state.cursor + by));
  const item = itemsOf(state)[state.cursor];
  if (key.kind === "paste") return only(state);
  if (key.kind === "key") {
    switch (key.name) {
      case "enter":
      case "right":
        return item === undefined ? only(state) : openItem(state, item.id);
      case "tab":
        return only(withCursor({ ...state, filter: nextKind(state) }, 0), { type: "look" });
      case "escape":
        return escapeList(state);
      case "up":
      case "down":
      case "left":
      case "page up":
      case "page down":
      case "home":
      case "end":
      case "backspace":
      case "clear line":
        return only(state);
    }
  }
  switch (key.text) {
    case "q":
      return only(state, { type: "quit" });
    case "?":
      return only({ ...state, view: { kind: "help" } });
    case "/":
      return only({ ...state, view: { kind: "typing", text: state.filter.text } });
    case " ":
      return only(
        item === undefined ? state : withCursor(toggled(state, item.id), state.cursor + 1),
      );
    case "*":
      return only(allToggled(state));
    case "a": {
      const filter = { ...state.filter, answered: !state.filter.answered };
      return only(withCursor({ ...state, filter, chosen: new Set() }, 0), { type: "look" });
    }
    case "u":
      return undo(state);
  }
  return isChoiceKey(key.text) ? choose(state, key.text) : only(state);
}

function openItem(state: InboxState, id: string): Next {
  return only({ ...state, view: { kind: "item", id, scroll: 0 } }, { type: "foresee", ids: [id] });
}

function toggled(state: InboxState, id: string): InboxState {
  const chosen = new Set(state.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { ...state, chosen };
}

function allToggled(state: InboxState): InboxState {
  const ids = itemsOf(state).map(({ id }) => id);
  const isAll = ids.every((id) => state.chosen.has(id));
  return { ...state, chosen: new Set(isAll ? [] : ids) };
}

/** First what is selected is let go, then what is filtered. */
function escapeList(state: InboxState): Next {
  if (state.chosen.size > 0) return only({ ...state, chosen: new Set() });
  const { text, kinds, answered } = state.filter;
  if (text === "" && kinds.length === 0 && !answered) return only(state);
  const filter = { ...state.filter, text: "", kinds: [], answered: false };
  return only(withCursor({ ...state, filter }, 0), { type: "look" });
}

/** All kinds, then each of those that there are. */
function nextKind({ filter, page }: InboxState): InboxState["filter"] {
  const there = inboxKinds.filter((kind) => (page?.counts[kind] ?? 0) > 0);
  const [shown] = filter.kinds;
  const next = shown === undefined ? there[0] : there[there.indexOf(shown) + 1];
  return { ...filter, kinds: next === undefined ? [] : [next] };
}

function undo(state: InboxState): Next {
  if (state.busy !== null) return only(said(state, "still at it", true));
  const last = state.undos.at(-1);
  if (last === undefined) {
    return only(said(state, "nothing was done here that could be taken back"));
  }
  const taking = { ...state, undos: state.undos.slice(0, -1), busy: "taking back …" };
  switch (last.kind) {
    case "acts":
      return only(taking, { type: "act", acts: last.acts, isUndo: true });
    case "operation":
      return only(taking, { type: "take back", operation: last.operation });
  }
}

function choose(state: InboxState, key: string): Next {
  if (state.busy !== null) return only(said(state, "still at it", true));
  const items = meant(state);
  if (items.length === 0) return only(state);
  const ids = actsOf(items, key).map(({ id }) => id);
  if (ids.length === 0) {
    return only(said(state, `${key} is no choice there; Enter shows those`, true));
  }
  const view = { kind: "confirm", key, ids, scroll: 0 } as const;
  return only({ ...state, view }, { type: "foresee", ids: ids.slice(0, mostForeseen) });
}

function pressInItem(
  state: InboxState,
  view: Extract<InboxState["view"], { kind: "item" }>,
  key: Key,
): Next {
  const scrolled = scrolledBy(view, key, state.size);
  if (scrolled !== null) return only({ ...state, view: scrolled });
  const name = nameOf(key);
  switch (name) {
    case null:
      return only(state);
    case "escape":
    case "left":
    case "enter":
    case "q":
    case "h":
      return only({ ...state, view: { kind: "list" } });
    case "n":
    case "p":
    case "right": {
      const at = withCursor(state, state.cursor + (name === "p" ? -1 : 1));
      const item = itemsOf(at)[at.cursor];
      return item === undefined ? only(state) : openItem(at, item.id);
    }
    case "u":
      return undo(state);
  }
  if (!isChoiceKey(name)) return only(state);
  if (state.busy !== null) return only(said(state, "still at it", true));
  const item = state.foreseen.get(view.id);
  if (item === undefined) return only(said(state, "a moment: what it will do is being read", true));
  const acts = actsOf([item], name);
  if (acts.length === 0) return only(said(state, `${name} is no choice here`, true));
  return only(carrying({ ...state, view: { kind: "list" } }, 1), {
    type: "act",
    acts,
    isUndo: false,
  });
}

function carrying(state: InboxState, count: number): InboxState {
  return { ...state, busy: `carrying out ${counted(count, "answer")} …` };
}

function pressInConfirm(
  state: InboxState,
  view: Extract<InboxState["view"], { kind: "confirm" }>,
  key: Key,
): Next {
  const scrolled = scrolledBy(view, key, state.size);
  if (scrolled !== null) return only({ ...state, view: scrolled });
  const name = nameOf(key);
  if (name === null) return only(state);
  const isYes = name === "enter" || name === "y" || name === view.key;
  if (!isYes) return only({ ...state, view: { kind: "list" } });
  const acts = actsOf(itemsOf(state).filter(({ id }) => view.ids.includes(id)), view.key);
  const list = { ...state, view: { kind: "list" }, chosen: new Set<string>() } as const;
  return only(carrying(list, acts.length), { type: "act", acts, isUndo: false });
}

function pressInTyping(state: InboxState, typed: string, key: Key): Next {
  const type = (text: string) => only({ ...state, view: { kind: "typing", text } });
  if (key.kind !== "key") return type(typed + key.text.replace(/\s+/g, " "));
  switch (key.name) {
    case "enter": {
      const filter = { ...state.filter, text: typed.trim() };
      return only(withCursor({ ...state, view: { kind: "list" }, filter }, 0), { type: "look" });
    }
    case "escape":
      return only({ ...state, view: { kind: "list" } });
    case "backspace":
      return type([...typed].slice(0, -1).join(""));
    case "clear line":
      return type("");
    case "up":
    case "down":
    case "left":
    case "right":
    case "page up":
    case "page down":
    case "home":
    case "end":
    case "tab":
      return only(state);
  }
}
