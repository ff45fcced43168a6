import type { InboxItem } from "@/ports/inbox.ts";
import { ends, plain } from "@/cli/inbox/layout.ts";
import { type InboxState, itemsOf, listRows } from "@/cli/inbox/state.ts";
import { bold, dim } from "@/cli/terminal/paint.ts";
import { cutToWidth, padToWidth, textWidth } from "@/cli/terminal/width.ts";
import { fieldName } from "@/words/field_text.ts";
import { aboutText, countsText, kindNames } from "@/words/inbox_text.ts";
import { when } from "@/words/when.ts";

export function listHead(state: InboxState): string {
  const { page, filter, chosen, size: { columns } } = state;
  const { answered, text, kinds, projects } = filter;
  const counts = page === null ? "" : countsText(page.counts);
  const left = answered
    ? `Answered${counts === "" ? "" : `: ${counts}`}`
    : page === null
    ? "Inbox"
    : `Inbox: ${counts !== "" ? counts : isFiltered(filter) ? "none of those" : "nothing waits"}`;
  const shown = [
    ...(chosen.size === 0 ? [] : [`${chosen.size} selected`]),
    ...kinds.map((kind) => kindNames[kind]),
    ...projects.map(plain),
    ...(text === "" ? [] : [`/${plain(text)}`]),
  ];
  return bold(ends(left, shown.join("  "), columns));
}

interface Widths {
  readonly kind: number;
  readonly title: number;
  readonly about: number;
  readonly when: number;
}

const mark = 4;
const gap = 2;

/** A line for each item that fits, under the names of the columns. */
export function listLines(state: InboxState, now: Date): readonly string[] {
  const { page, filter, top, size } = state;
  if (page === null) return ["", "reading the log …"];
  if (page.items.length === 0) return ["", nothingText(filter)];
  const items = itemsOf(state).slice(top, top + listRows(size));
  const rows = items.map((item) => ({ item, at: when(item.since, now) }));
  const widths = widthsFor(size.columns, rows.map(({ at }) => textWidth(at)));
  const cells = (kind: string, title: string, about: string, at: string) =>
    line(widths, [kind, title, about, at]);
  const names = cutToWidth(
    `${" ".repeat(mark)}${cells("kind", "task", "what", "since")}`,
    size.columns,
  );
  const shown = rows.map(({ item, at }, row) => {
    const isUnder = top + row === state.cursor;
    const marks = `${isUnder ? "▸" : " "} ${state.chosen.has(item.id) ? "●" : " "} `;
    const text = `${marks}${
      cells(kindNames[item.kind], titleOf(item, widths), plain(aboutText(item, now)), at)
    }`;
    const fit = cutToWidth(text, size.columns);
    return isUnder ? bold(fit) : fit;
  });
  return [dim(names), ...shown];
}

/** Where there is no place for what it is about, in a word, in front: of one task there may be several. */
function titleOf(item: InboxItem, { about }: Widths): string {
  const [field] = item.fields;
  const word = item.kind === "conflict" && item.lacking === null && field !== undefined
    ? fieldName(field.field)
    : kindNames[item.kind];
  return plain(about > 0 ? item.title : `${word}: ${item.title}`);
}

function line({ kind, title, about, when }: Widths, cells: readonly string[]): string {
  const widths = [kind, title, about, when];
  return cells.flatMap((cell, at) => {
    const width = widths[at] ?? 0;
    return width === 0 ? [] : [padToWidth(cutToWidth(cell, width), width)];
  }).join(" ".repeat(gap)).trimEnd();
}

/** What is not needed to tell them apart goes first where it is narrow. */
function widthsFor(columns: number, times: readonly number[]): Widths {
  const at = Math.max(5, ...times);
  const kind = columns >= 56 ? 9 : 0;
  const left = columns - mark - at - gap - (kind === 0 ? 0 : kind + gap);
  if (left < 8) return { kind: 0, title: Math.max(1, columns - mark), about: 0, when: 0 };
  if (columns < 72) return { kind, title: left, about: 0, when: at };
  const title = Math.floor((left - gap) * 0.4);
  return { kind, title, about: left - gap - title, when: at };
}

function nothingText(filter: InboxState["filter"]): string {
  if (filter.answered) return "nothing was answered that can be taken back";
  return isFiltered(filter) ? "nothing of that kind waits; Esc shows all" : "nothing waits for you";
}

function isFiltered({ text, kinds, projects }: InboxState["filter"]): boolean {
  return text !== "" || kinds.length > 0 || projects.length > 0;
}
