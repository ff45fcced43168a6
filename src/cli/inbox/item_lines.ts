import { type Side, sideNames, sides } from "@/domain/task.ts";
import type { InboxField, InboxItem, InboxOffer } from "@/ports/inbox.ts";
import { keyOf, offerOf } from "@/cli/inbox/choices.ts";
import { beside, cellWidth, indented, isWide, plain, wrapped } from "@/cli/inbox/layout.ts";
import { mostForeseen } from "@/cli/inbox/press.ts";
import { bold, dim, green, red } from "@/cli/terminal/paint.ts";
import { cutToWidth, wrapToWidth } from "@/cli/terminal/width.ts";
import { fieldName, notesDiff, wholeText } from "@/words/field_text.ts";
import { choiceText, kindNames, outcomeText, whyText } from "@/words/inbox_text.ts";
import { when } from "@/words/when.ts";
import { inSide } from "@/words/words.ts";

interface Shown {
  readonly columns: number;
  readonly now: Date;
}

/** Everything about one item: both values in full, and what each choice will do. */
export function itemLines(
  item: InboxItem,
  { isForeseen, ...shown }: Shown & { readonly isForeseen: boolean },
): readonly string[] {
  const { columns, now } = shown;
  const place = [
    kindNames[item.kind],
    ...(isOfOne(item) ? item.fields.map(({ field }) => fieldName(field)) : []),
    ...(item.project.length === 0 ? [] : [item.project.join(" / ")]),
    ...(item.vikunjaId === null ? [] : [`#${item.vikunjaId}`]),
    when(item.since, now),
  ].join(" · ");
  const why = wrapped([whyText(item.why)], columns);
  return [
    ...wrapped([place], columns).map(dim),
    ...why,
    "",
    ...valuesLines(item, shown),
    ...listed("not there", item.parts.map(({ what, why }) => `${what}: ${why}`), columns),
    ...listed("could not be made again", item.missing, columns),
    ...item.offers.flatMap((offer) => offerLines(item, offer, { ...shown, isForeseen })),
  ];
}

function listed(head: string, lines: readonly string[], columns: number): readonly string[] {
  if (lines.length === 0) return [];
  return [`${head}:`, ...indented(wrapped(lines, columns - 2), "  "), ""];
}

function offerLines(
  item: InboxItem,
  offer: InboxOffer,
  { columns, now, isForeseen }: Shown & { readonly isForeseen: boolean },
): readonly string[] {
  const does = isForeseen ? outcomeText(offer, now) : ["…"];
  return [
    ...wrapToWidth(`${keyOf(offer.choice)}  ${choiceText(item, offer)}`, columns).map(bold),
    ...indented(wrapped(does, columns - 5), "     "),
  ];
}

function valuesLines(item: InboxItem, shown: Shown): readonly string[] {
  const { fields } = item;
  if (fields.length === 0) return [];
  const isOne = isOfOne(item);
  const heads = sides.map((side) => {
    const head = cutToWidth(headOf(item, side, shown.now), cellWidth(shown.columns));
    return [bold(head)];
  });
  const notes = fields.find(({ field }) => field === "notes");
  return [
    ...inColumns(heads, shown.columns),
    ...fields.flatMap((field) =>
      inColumns(sides.map((side) => cellOf(item, field, side, isOne, shown)), shown.columns)
    ),
    "",
    ...(notes === undefined || item.lacking !== null ? [] : diffLines(notes, shown.columns)),
  ];
}

function isOfOne({ kind, lacking }: InboxItem): boolean {
  return kind === "conflict" && lacking === null;
}

/** Both sides, the one of Taskwarrior on the left or above. */
function inColumns(cells: readonly (readonly string[])[], columns: number): readonly string[] {
  const [left = [], right = []] = cells;
  return isWide(columns) ? beside(left, right, columns) : [...left, ...right];
}

function headOf({ kept, lacking, fields, kind }: InboxItem, side: Side, now: Date): string {
  const [first] = fields;
  const given = fields.length === 1 ? first?.[side] : undefined;
  return [
    `${sideNames[side]}${kept === side && kind === "conflict" ? " (kept)" : ""}`,
    ...(lacking === side ? ["not there"] : []),
    ...(given?.at == null ? [] : [when(given.at, now)]),
    ...(given?.by == null ? [] : [`by ${plain(given.by)}`]),
  ].join(", ");
}

function cellOf(
  { lacking }: InboxItem,
  { field, ...values }: InboxField,
  side: Side,
  isOne: boolean,
  { columns, now }: Shown,
): readonly string[] {
  if (lacking === side && !isOne) return [];
  const width = cellWidth(columns);
  const name = isOne ? [] : [dim(cutToWidth(fieldName(field), width))];
  const whole = wrapped(wholeText(field, values[side].value, now), width - (isOne ? 0 : 2));
  return [...name, ...(isOne ? whole : indented(whole, "  "))];
}

/** What only one side has of a text, by lines. */
function diffLines(notes: InboxField, columns: number): readonly string[] {
  const text = (side: Side) => {
    const { value } = notes[side];
    return typeof value === "string" ? value : "";
  };
  const lines = notesDiff(text("taskwarrior"), text("vikunja"));
  if (lines.length === 0) return [];
  return [
    ...wrapped([`- only ${inSide("taskwarrior")}, + only ${inSide("vikunja")}`], columns).map(dim),
    ...lines.flatMap(({ kind, text }) => {
      const paint = kind === "gone" ? red : green;
      return wrapped([`${kind === "gone" ? "-" : "+"} ${text}`], columns).map(paint);
    }),
    "",
  ];
}

/** What one key will do to each of these. */
export function draftedLines(
  items: readonly InboxItem[],
  key: string,
  { columns, now, foreseen }: Shown & { readonly foreseen: ReadonlyMap<string, InboxItem> },
): readonly string[] {
  const lines = items.slice(0, mostForeseen).flatMap((item) => {
    const offer = offerOf(item, key);
    if (offer === null) return [];
    const does = foreseen.has(item.id) ? outcomeText(offer, now) : ["…"];
    const head = items.length === 1 ? item.title : `${item.title}: ${choiceText(item, offer)}`;
    return ["", ...wrapped([head], columns), ...indented(wrapped(does, columns - 2), "  ")];
  });
  const more = items.length - mostForeseen;
  return more > 0 ? [...lines, "", `and ${more} more`] : lines;
}
