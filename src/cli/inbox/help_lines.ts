import { keyOf, offerOf } from "@/cli/inbox/choices.ts";
import { wrapped } from "@/cli/inbox/layout.ts";
import { type InboxState, itemsOf } from "@/cli/inbox/state.ts";

const help = [
  "",
  "↑ ↓ j k      move; PgUp, PgDn, g, G: further",
  "Enter        both values side by side, and what each choice will do",
  "Space, *     select one, select all",
  "/            only those with this text; Tab: only of one kind; Esc: all",
  "a            what was answered and can be taken back, or what waits",
  "",
  "t, v         the value of Taskwarrior, of Vikunja, on both",
  "o            as it is: nothing is written, and it waits no more",
  "b, l         bring back, take an answer back; let go, let rest",
  "r, d         try again, drop",
  "u            takes back the last answer given here",
  "",
  "A choice from the list is shown with what it will do first: the same key",
  "once more or Enter does it. With some selected it is for all of them.",
  "q            ends it; what has been answered stays answered",
];

export function helpLines(columns: number): readonly string[] {
  return wrapped(help, columns).map((line) => line.trimEnd());
}

/** The keys that do something now. */
export function keysFor(state: InboxState): string {
  const { view } = state;
  switch (view.kind) {
    case "typing":
      return "Enter filter  Esc back";
    case "help":
      return "any key: back";
    case "confirm":
      return "Enter do it  Esc back";
    case "item": {
      const item = itemsOf(state).find(({ id }) => id === view.id);
      const keys = item?.offers.map(({ choice }) => keyOf(choice)) ?? [];
      return `${[...new Set(keys)].join(" ")} choose  Esc list  n p next, previous  ↑↓ scroll`;
    }
    case "list": {
      const under = itemsOf(state)[state.cursor];
      const keys = ["t", "v", "b", "l", "r", "d", "o"].filter((key) =>
        under !== undefined && offerOf(under, key) !== null
      );
      const choose = keys.length === 0 ? "" : `${keys.join(" ")} choose  `;
      return `${choose}Enter show  Space select  / filter  u undo  ? help  q quit`;
    }
  }
}
