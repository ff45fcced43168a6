import { offerOf } from "@/cli/inbox/choices.ts";
import { draftedLines, itemLines } from "@/cli/inbox/item_lines.ts";
import { helpLines, keysFor } from "@/cli/inbox/help_lines.ts";
import { ends, plain, wrapped } from "@/cli/inbox/layout.ts";
import { listHead, listLines } from "@/cli/inbox/list_lines.ts";
import { type InboxState, itemsOf } from "@/cli/inbox/state.ts";
import { bold, dim, red, yellow } from "@/cli/terminal/paint.ts";
import { cutToWidth } from "@/cli/terminal/width.ts";
import { choiceText } from "@/words/inbox_text.ts";

/** What the screen shows: as many lines as it has rows, none wider than it is. */
export function draw(state: InboxState, now: Date): readonly string[] {
  const { view, size: { rows, columns } } = state;
  const { head, lines: all } = shown(state, now);
  const body = all.slice(Math.min(scrollOf(view), mostScroll(all, rows)));
  const message = messageLines(state);
  const room = Math.max(0, rows - 2 - message.length);
  const lines = [
    head,
    ...Array.from({ length: room }, (_, at) => body[at] ?? ""),
    ...message,
    dim(cutToWidth(keysFor(state), columns)),
  ];
  return lines.slice(0, rows);
}

/** The same, scrolled no further than to the end of what it shows: the way back begins there. */
export function inSight(state: InboxState, now: Date): InboxState {
  const { view, size: { rows } } = state;
  if (!("scroll" in view) || view.scroll === 0) return state;
  const scroll = Math.min(view.scroll, mostScroll(shown(state, now).lines, rows));
  return { ...state, view: { ...view, scroll } };
}

function scrollOf(view: InboxState["view"]): number {
  return "scroll" in view ? view.scroll : 0;
}

function mostScroll(lines: readonly string[], rows: number): number {
  return Math.max(0, lines.length - Math.max(1, rows - 3));
}

interface Shown {
  readonly head: string;
  /** All of it, also what there is no room for. */
  readonly lines: readonly string[];
}

function shown(state: InboxState, now: Date): Shown {
  const { view, size: { columns } } = state;
  switch (view.kind) {
    case "list":
    case "typing":
      return { head: listHead(state), lines: listLines(state, now) };
    case "help":
      return { head: headOf("Inbox: the keys", "", columns), lines: helpLines(columns) };
    case "item": {
      const listed = itemsOf(state).find(({ id }) => id === view.id);
      const item = state.foreseen.get(view.id) ?? listed;
      if (item === undefined) return { head: "", lines: [] };
      const isForeseen = state.foreseen.has(view.id);
      const lines = itemLines(item, { columns, now, isForeseen });
      const place = `${state.cursor + 1} of ${state.page?.total ?? 0}`;
      return { head: headOf(plain(item.title), place, columns), lines };
    }
    case "confirm": {
      const items = itemsOf(state).filter(({ id }) => view.ids.includes(id))
        .map((item) => state.foreseen.get(item.id) ?? item);
      const [first] = items;
      const offer = first === undefined ? null : offerOf(first, view.key);
      if (first === undefined || offer === null) return { head: "", lines: [] };
      const words = view.key === "o" && items.length > 1
        ? "leave all as they are"
        : choiceText(first, offer);
      const lines = draftedLines(items, view.key, { columns, now, foreseen: state.foreseen });
      const head = items.length === 1 ? `${words}?` : `${words}: ${items.length} at once?`;
      return { head: headOf(head, "", columns), lines };
    }
  }
}

function headOf(left: string, right: string, columns: number): string {
  return bold(ends(left, right, columns));
}

/** Over the end of what is shown where one line is too short for it. */
const mostMessageLines = 4;

function messageLines({ view, busy, message, size: { columns } }: InboxState): readonly string[] {
  if (view.kind === "typing") return [cutToWidth(`/${plain(view.text)}█`, columns)];
  if (busy !== null) return [yellow(cutToWidth(busy, columns))];
  if (message === null) return [""];
  const lines = wrapped([message.text], columns).slice(0, mostMessageLines);
  return message.isBad ? lines.map(red) : lines;
}
