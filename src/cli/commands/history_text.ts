import type { SyncEvent } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import type { Push } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";
import type { CarriedChange } from "@/ports/daemon.ts";
import type { LogLine } from "@/ports/operations.ts";
import { eventText } from "@/cli/commands/event_text.ts";
import {
  changesBetween,
  changeText,
  type DiffLine,
  fieldName,
  notesDiff,
  plainText,
  valueText,
} from "@/words/field_text.ts";
import { dim, green, red, yellow } from "@/cli/terminal/paint.ts";
import { stamp } from "@/words/when.ts";
import { inSide } from "@/words/words.ts";

/** Turns events into lines, one after the other: what was seen of a task before tells what is new. */
export interface History {
  lines(line: LogLine): readonly string[];
}

export function createHistory(now: () => Date, withTask: boolean): History {
  const seen = new Map<string, Task>();
  return {
    lines(line) {
      const event = { type: line.type, data: line.data } as SyncEvent;
      const { words, more } = said(event, line, seen, now());
      const task = withTask ? `  ${line.task.slice(0, 8).padEnd(8)}` : "";
      return [
        `${stamp(line.at, now())}${task}  ${words}`,
        ...more.map((each) => `${" ".repeat(19)}${each}`),
      ];
    },
  };
}

/** Those that are told from what they hold. */
type SaidInFull =
  | "TaskObserved"
  | "PushRequested"
  | "PushConfirmed"
  | "PushFailed"
  | "ConflictResolved"
  | "TaskMerged"
  | "ChangesRead"
  | "FactsCached"
  | "SyncCompleted";

/** What is told beside what happened to tasks. */
const besides = {
  TaskMerged: "both sides:",
  ChangesRead: "read",
  FactsCached: "learned",
  SyncCompleted: "synced",
} as const;

/** Of all others, what stands before their text. */
const words: Readonly<Record<Exclude<SyncEvent["type"], SaidInFull>, string>> = {
  TaskGone: "gone",
  DeletionHeld: "held back",
  DeletionReleased: "not held any more",
  TaskWithdrawn: "out of reach",
  TaskDeselected: "",
  TaskSelected: "",
  TaskLinked: "linked with",
  TaskUnlinked: "link ended with",
  ConflictPicked: "picked",
  PushDropped: "dropped",
  OccurrenceFinished: "date finished",
  OccurrenceReopened: "date opened again",
  PartsLeftOut: "left out",
  MessageRejected: yellow("could not be worked on"),
  RejectionsSettled: "settled:",
  TaskClaimed: "claimed",
  ClaimRenewed: "claim renewed",
  ClaimReleased: "claim ended",
  ClaimMirrored: "claim shown",
  LogBound: "bound to the list",
  SyncFailed: red("sync failed:"),
};

interface Said {
  readonly words: string;
  readonly more: readonly string[];
}

function said(event: SyncEvent, line: LogLine, seen: Map<string, Task>, now: Date): Said {
  const only = (words: string): Said => ({ words, more: [] });
  switch (event.type) {
    case "TaskObserved": {
      const { side, task } = event.data;
      const key = `${line.task} ${side}`;
      const before = seen.get(key);
      seen.set(key, task);
      if (before === undefined) return only(`${inSide(side)}: ${JSON.stringify(task.title)}`);
      const { words, lines } = changesBetween(before, task, now);
      return {
        words: `${inSide(side)}: ${words.join(", ") || "nothing that is synced"}`,
        more: lines.map(painted),
      };
    }
    case "PushRequested": {
      const { side, push } = event.data;
      const { words, more } = pushSaid(push, now);
      return { words: `${yellow("to do")} ${inSide(side)}: ${words}`, more };
    }
    case "PushConfirmed":
      return only(
        `${green("done")} ${inSide(event.data.side)}${
          event.data.leftOut.map((each) => `; ${each}`).join("")
        }`,
      );
    case "ConflictResolved": {
      const { conflictId, field, kept, lost, because } = event.data;
      const of = (value: Json) =>
        field === "deleted"
          ? value === null ? "deleted" : "edited"
          : field === "notes"
          ? `"${plainText(String(value)).split("\n").length} lines"`
          : valueText(field, value, now);
      return only(
        `${red("conflict")} ${conflictId}: ${fieldName(field)} ${of(kept.value)} ${
          inSide(kept.side)
        } kept, ${of(lost.value)} ${inSide(lost.side)} lost (${because})`,
      );
    }
    case "PushFailed":
      return only(`${red("failed")} ${eventText(line, now)}`);
    case "TaskMerged":
    case "ChangesRead":
    case "FactsCached":
    case "SyncCompleted":
      return only(dim(`${besides[event.type]} ${eventText(line, now)}`.trim()));
    default:
      return only(`${words[event.type]} ${eventText(line, now)}`.trim());
  }
}

/** A change that has arrived: `«Milk» in Vikunja: due 24 Dec → 25 Dec`. */
export function changeLine(
  { title, side, push }: CarriedChange,
  now: Date,
): { readonly text: string; readonly changes: readonly string[] } {
  const { words } = pushSaid(push, now);
  const said = push.kind === "create" ? "made" : push.kind === "delete" ? "deleted" : words;
  return {
    text: `${inSide(side)}: ${JSON.stringify(title)} ${said}`,
    changes: push.kind === "update" ? updateSaid(push, now).parts : [],
  };
}

function pushSaid(push: Push, now: Date): Said {
  switch (push.kind) {
    case "create":
      return { words: `make ${JSON.stringify(push.task.title)}`, more: [] };
    case "delete":
      return { words: "delete", more: [] };
    case "update":
      return updateSaid(push, now);
  }
}

function updateSaid(
  { patch, expected }: Extract<Push, { kind: "update" }>,
  now: Date,
): Said & { readonly parts: readonly string[] } {
  const before = expected as Readonly<Record<string, Json | undefined>>;
  let more: readonly string[] = [];
  const words = Object.entries(patch as Readonly<Record<string, Json>>).map(([field, value]) => {
    if (field === "notes") {
      more = notesDiff(String(before["notes"] ?? ""), String(value)).map(painted);
      return "notes";
    }
    if (isSetPatch(value)) {
      const parts = [
        ...value.add.map((each) => `+${each}`),
        ...value.remove.map((each) => `-${each}`),
      ];
      return `${fieldName(field)} ${parts.join(" ")}`;
    }
    if (field === "comments") return "comments";
    if (field === "link") return `note #${String(value)} on it`;
    return field in before
      ? changeText(field, before[field], value, now)
      : `${fieldName(field)} ${valueText(field, value, now)}`;
  });
  return { words: words.join(", "), more, parts: words };
}

function isSetPatch(
  value: Json,
): value is { readonly add: readonly string[]; readonly remove: readonly string[] } {
  return value !== null && typeof value === "object" && "add" in value && "remove" in value &&
    Array.isArray(value["add"]) && value["add"].every((each) => typeof each === "string") &&
    Array.isArray(value["remove"]);
}

/** A line that went, or one that came. */
export function painted({ kind, text }: DiffLine): string {
  return kind === "gone" ? red(`- ${text}`) : green(`+ ${text}`);
}
