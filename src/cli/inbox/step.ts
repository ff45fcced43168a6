import type { TakenBack } from "@/domain/taken_back.ts";
import type { InboxItem, InboxOutcome, InboxPage } from "@/ports/inbox.ts";
import { mostForeseen, press, withCursor } from "@/cli/inbox/press.ts";
import {
  type InboxEvent,
  type InboxState,
  itemsOf,
  type Next,
  nothingMore,
  type Undo,
} from "@/cli/inbox/state.ts";
import { counted } from "@/words/words.ts";

/** The next state, and what is to be done in the world for it. */
export function step(state: InboxState, event: InboxEvent): Next {
  switch (event.type) {
    case "pressed":
      return press(state, event.key);
    case "resized":
      return only(withCursor({ ...state, size: event.size }, state.cursor));
    case "looked":
      // Somebody asked for others meanwhile.
      return event.filter === state.filter ? looked(state, event.page) : only(state);
    case "foresaw":
      return only({ ...state, foreseen: withForeseen(state, event.items) });
    case "acted":
      return acted(state, event.outcomes, event.isUndo);
    case "taken back":
      return takenBack(state, event.taken);
    case "failed":
      return only({ ...state, busy: null, message: { text: event.words, isBad: true } });
  }
}

function only(state: InboxState): Next {
  return { state, wishes: nothingMore };
}

function withForeseen(
  { foreseen }: InboxState,
  items: readonly InboxItem[],
): InboxState["foreseen"] {
  return new Map([...foreseen, ...items.map((item) => [item.id, item] as const)]);
}

/** The cursor stays on its item; what is not there any more is not selected either. */
function looked(state: InboxState, page: InboxPage): Next {
  const before = itemsOf(state);
  const under = before[state.cursor]?.id;
  const ids = new Set(page.items.map(({ id }) => id));
  const at = page.items.findIndex(({ id }) => id === under);
  const isNews = state.page === null || state.page.position !== page.position;
  const kept = {
    ...state,
    page,
    pageFilter: state.filter,
    chosen: new Set([...state.chosen].filter((id) => ids.has(id))),
    foreseen: isNews ? new Map<string, InboxItem>() : state.foreseen,
  };
  const placed = withCursor(kept, at < 0 ? state.cursor : at);
  const shown = withView(placed, ids);
  const told = { ...shown, message: shown.message ?? arrivals(state, page) };
  const wanted = isNews ? shownIds(told) : [];
  return {
    state: told,
    wishes: wanted.length === 0 ? nothingMore : [{ type: "foresee", ids: wanted }],
  };
}

/** Of what came while it was open. */
function arrivals(
  { page: before, pageFilter, filter }: InboxState,
  page: InboxPage,
): InboxState["message"] {
  if (before === null || pageFilter !== filter || filter.answered) return null;
  const known = new Set(before.items.map(({ id }) => id));
  const isOther = before.total > before.items.length;
  const fresh = page.items.filter(({ id }) => !known.has(id)).length;
  return fresh === 0 || isOther ? null : { text: `${fresh} new`, isBad: false };
}

function withView(state: InboxState, ids: ReadonlySet<string>): InboxState {
  const { view } = state;
  const gone = { text: "it does not wait any more", isBad: false };
  switch (view.kind) {
    case "item":
      if (ids.has(view.id)) return state;
      return { ...state, view: { kind: "list" }, message: gone };
    case "confirm": {
      const left = view.ids.filter((id) => ids.has(id));
      if (left.length === 0) return { ...state, view: { kind: "list" }, message: gone };
      return { ...state, view: { ...view, ids: left } };
    }
    case "list":
    case "typing":
    case "help":
      return state;
  }
}

function shownIds({ view }: InboxState): readonly string[] {
  switch (view.kind) {
    case "item":
      return [view.id];
    case "confirm":
      return view.ids.slice(0, mostForeseen);
    case "list":
    case "typing":
    case "help":
      return [];
  }
}

function acted(state: InboxState, outcomes: readonly InboxOutcome[], isUndo: boolean): Next {
  const undo = isUndo ? null : undoOf(outcomes.filter(({ error }) => error === null));
  const undos = undo === null ? state.undos : [...state.undos, undo];
  const isBad = outcomes.some(({ error }) => error !== null);
  const text = [
    ...doneWords(outcomes, isUndo),
    ...(undo === null ? [] : ["u takes it back"]),
  ].join("; ");
  return {
    state: { ...state, busy: null, undos, message: { text, isBad } },
    wishes: [{ type: "look" }],
  };
}

function undoOf(done: readonly InboxOutcome[]): Undo | null {
  const acts = done.flatMap(({ undo }) => undo ?? []);
  if (acts.length > 0) return { kind: "acts", acts };
  const [operation] = done.flatMap((outcome) => outcome.operation ?? []);
  return operation === undefined ? null : { kind: "operation", operation };
}

function doneWords(outcomes: readonly InboxOutcome[], isUndo: boolean): readonly string[] {
  const failed = outcomes.filter(({ error }) => error !== null);
  const done = outcomes.length - failed.length;
  const [first] = failed;
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : "";
  return [
    ...(done === 0
      ? []
      : [isUndo ? `taken back: ${done}` : `${counted(done, "answer")} carried out`]),
    ...(first === undefined ? [] : [`"${first.title}" stays as it is: ${first.error}${more}`]),
  ];
}

function takenBack(state: InboxState, { tasks }: TakenBack): Next {
  const refused = tasks.flatMap(({ refused }) => refused ?? []);
  const kept = tasks.filter((task) => task.kept.length > 0).length;
  const done = tasks.length - refused.length;
  const text = [
    done === 0 ? "nothing of it could be taken back" : `taken back: ${counted(done, "task")}`,
    ...(kept === 0 ? [] : [`of ${kept} not what was edited since`]),
    ...refused.slice(0, 1),
  ].join("; ");
  const message = { text, isBad: done === 0 || refused.length + kept > 0 };
  return { state: { ...state, busy: null, message }, wishes: [{ type: "look" }] };
}
