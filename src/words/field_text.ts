import { lineDiff } from "@/domain/line_diff.ts";
import { type Field, fields, mergedFields, setFields, shownFields } from "@/domain/fields.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Json } from "@/domain/json.ts";
import type { Comment, Repetition, Task } from "@/domain/task.ts";
import type { ToldTask } from "@/ports/told_task.ts";
import { day } from "@/words/when.ts";

/** How people call a field in a sentence. */
const names: Readonly<Partial<Record<Field | "doneAt" | "repetition", string>>> = {
  dueAt: "due",
  scheduledAt: "start",
  endsAt: "end",
  depends: "waits for",
  doneAt: "done at",
  repetition: "repeats",
};

const priorities = ["none", "low", "medium", "high", "urgent", "do now"];
const maxShown = 60;

export function fieldName(field: string): string {
  const known = field as Field;
  return names[known] ?? (known in fields ? fields[known].name : field);
}

/** A value as people say it. */
export function valueText(field: string, value: Json | undefined, now: Date): string {
  if (value === null || value === undefined || value === "") return "none";
  if (field === "priority" && typeof value === "number") return priorities[value] ?? String(value);
  if (field === "progress") return `${String(value)} %`;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) {
    const words = value.map((each) => typeof each === "string" ? each : textOf(each));
    return words.length === 0 ? "none" : words.join(field === "project" ? " / " : ", ");
  }
  if (field === "repetition") return repetitionText(value);
  if (typeof value === "object") {
    const parts = Object.entries(value).map(([name, each]) => `${name} ${String(each)}`);
    return parts.length === 0 ? "none" : parts.join(", ");
  }
  if (typeof value !== "string") return JSON.stringify(value);
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return day(value, now);
  return `"${shortened(plainText(value.slice(0, maxRead)))}"`;
}

/** Taskwarrior's, with Vikunja's number where that says more; empty: none. */
export function priorityText(
  { priority, priorityInVikunja }: Pick<ToldTask, "priority" | "priorityInVikunja">,
): string {
  if (priority === 0 && priorityInVikunja === undefined) return "";
  const word = priorities[priority] ?? String(priority);
  return priorityInVikunja === undefined ? word : `${word}, ${priorityInVikunja} in Vikunja`;
}

/** All of a value, by lines. */
export function wholeText(field: string, value: Json, now: Date): readonly string[] {
  if (value === null) return [field === "deleted" ? "(deleted)" : "(nothing)"];
  if (field === "deleted") return JSON.stringify(value, null, 2).split("\n");
  if (field === "comments" && Array.isArray(value)) {
    return value.flatMap((each) => textOf(each).split("\n"));
  }
  const isText = typeof value === "string" && !/^\d{4}-\d\d-\d\dT/.test(value);
  return (isText ? plainText(value) : valueText(field, value, now)).split("\n");
}

const daySeconds = 86_400;

function repetitionText(value: Json): string {
  const { everySeconds, mode } = value as unknown as Repetition;
  if (mode === 1) return "every month";
  const days = everySeconds / daySeconds;
  if (days === 1) return "every day";
  return Number.isInteger(days) ? `every ${days} days` : `every ${everySeconds} s`;
}

/** `due 24 Dec → 25 Dec`. */
export function changeText(
  field: string,
  before: Json | undefined,
  after: Json | undefined,
  now: Date,
): string {
  return `${fieldName(field)} ${valueText(field, before, now)} → ${valueText(field, after, now)}`;
}

interface Changes {
  readonly words: readonly string[];
  /** Of notes, line by line. */
  readonly lines: readonly DiffLine[];
}

/** A line that went, or one that came. */
export interface DiffLine {
  readonly kind: "gone" | "new";
  readonly text: string;
}

/** What a look at a task shows that the look before did not. */
export function changesBetween(before: Task, after: Task, now: Date): Changes {
  const words: string[] = [];
  let lines: readonly DiffLine[] = [];
  for (const field of [...mergedFields, ...shownFields]) {
    const [was, is] = [before[field] as Json | undefined, after[field] as Json | undefined];
    if (is === undefined || jsonEqual(was, is)) continue;
    const change = fieldChange(field, was, is, now);
    words.push(change.words);
    lines = [...lines, ...change.lines];
  }
  return { words, lines };
}

interface OneChange {
  readonly words: string;
  /** Of notes, line by line. */
  readonly lines: readonly DiffLine[];
}

/** How one field has changed. */
export function fieldChange(
  field: string,
  was: Json | undefined,
  is: Json | undefined,
  now: Date,
): OneChange {
  if (field === "notes") return { words: "notes", lines: notesDiff(textIn(was), textIn(is)) };
  const words = field === "comments"
    ? commentsText(commentsIn(was), commentsIn(is))
    : isSet(field)
    ? `${fieldName(field)} ${setText(was, is)}`
    : changeText(field, was, is, now);
  return { words, lines: [] };
}

function textIn(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function commentsIn(value: Json | undefined): readonly Comment[] {
  return Array.isArray(value) ? value as unknown as readonly Comment[] : [];
}

function isSet(field: string): boolean {
  return ([...setFields, ...shownFields] as readonly string[]).includes(field);
}

function setText(was: Json | undefined, is: Json | undefined): string {
  const [before, after] = [was, is].map((set) => Array.isArray(set) ? set.map(String) : []);
  const added = (after ?? []).filter((each) => !before?.includes(each)).map((each) => `+${each}`);
  const gone = (before ?? []).filter((each) => !after?.includes(each)).map((each) => `-${each}`);
  return [...added, ...gone].join(" ");
}

function commentsText(before: readonly Comment[], after: readonly Comment[]): string {
  const texts = (comments: readonly Comment[]) =>
    new Map(comments.map(({ id, text }) => [id, text]));
  const [was, is] = [texts(before), texts(after)];
  const said = [...is].filter(([id, text]) => was.get(id) !== text).map(([, text]) => text);
  const gone = [...was.keys()].filter((id) => !is.has(id)).length;
  const words = said.map((text) => `"${shortened(plainText(text))}"`);
  return `comment ${[...words, ...(gone === 0 ? [] : [`${gone} removed`])].join(", ")}`;
}

/** What went and what came, by lines. */
export function notesDiff(before: string, after: string): readonly DiffLine[] {
  const [was, is] = [before, after].map((text) => plainText(text).split("\n"));
  const hunks = lineDiff(was ?? [], is ?? []);
  if (hunks === null) {
    return [{ kind: "gone", text: "all of it" }, {
      kind: "new",
      text: shortened(plainText(after)),
    }];
  }
  return hunks.flatMap(({ start, end, lines }) => [
    ...diffLines("gone", (was ?? []).slice(start, end)),
    ...diffLines("new", lines),
  ]);
}

function diffLines(kind: DiffLine["kind"], lines: readonly string[]): readonly DiffLine[] {
  return lines.filter((text) => text !== "").map((text) => ({ kind, text }));
}

/** Only to be read by people: what Vikunja formats is shown without its marks. */
export function plainText(text: string): string {
  if (!/<(p|br|li|h\d|ul|ol|blockquote|pre|div|strong|em|a)\b[^>]*>/i.test(text)) return text;
  return text.slice(0, maxRead).replace(/<(br|\/p|\/li|\/h\d|\/div|\/pre)\b[^>]*>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&nbsp;", " ")
    .replaceAll("&amp;", "&").replace(/\n+$/, "");
}

const maxRead = 20_000;

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > maxShown ? `${line.slice(0, maxShown - 1)}…` : line;
}

function textOf(value: Json): string {
  return value !== null && typeof value === "object" && "text" in value
    ? plainText(String(value["text"]))
    : JSON.stringify(value);
}
