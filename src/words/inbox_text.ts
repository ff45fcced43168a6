import { otherSide, type Side, sideNames } from "@/domain/task.ts";
import type { InboxItem, InboxKind, InboxOffer } from "@/ports/inbox.ts";
import type { PlannedChange } from "@/ports/operations.ts";
import { fieldName, valueText } from "@/words/field_text.ts";
import { plannedText } from "@/words/planned_text.ts";
import { counted, inSide } from "@/words/words.ts";

export const kindNames: Readonly<Record<InboxKind, string>> = {
  conflict: "conflict",
  missing: "missing",
  held: "held back",
  "given up": "given up",
  unread: "not read",
  "left out": "left out",
};

const countedKinds: Readonly<Record<InboxKind, (count: number) => string>> = {
  conflict: (count) => counted(count, "conflict"),
  missing: (count) => `${count} missing`,
  held: (count) => `${count} held back`,
  "given up": (count) => `${count} given up`,
  unread: (count) => `${count} not read`,
  "left out": (count) => `${count} left out`,
};

/** `2 conflicts, 1 held back`; empty: nothing waits. */
export function countsText(counts: Readonly<Record<InboxKind, number>>): string {
  return (Object.keys(countedKinds) as InboxKind[]).filter((kind) => counts[kind] > 0)
    .map((kind) => countedKinds[kind](counts[kind])).join(", ");
}

/** What an item is about, in a line. */
export function aboutText(item: InboxItem, now: Date): string {
  const { kind, lacking, fields, parts, why } = item;
  switch (kind) {
    case "conflict": {
      if (lacking !== null) {
        return `deleted ${inSide(lacking)}, edited ${inSide(otherSide(lacking))}`;
      }
      const [first] = fields;
      if (first === undefined) return why;
      const said = (side: Side) => valueText(first.field, first[side].value, now);
      return `${fieldName(first.field)}: ${said("taskwarrior")} | ${said("vikunja")}`;
    }
    case "missing":
      return lacking === null ? why : `gone from ${sideNames[lacking]}, and nobody deleted it`;
    case "held":
      return lacking === null ? why : `gone from ${sideNames[lacking]} with very many others`;
    case "left out":
      return `${lacking === null ? "" : `not ${inSide(lacking)}: `}${
        parts.map(({ what }) => what).join(", ")
      }`;
    case "given up":
    case "unread":
      return why;
  }
}

const reasons: Readonly<Record<string, string>> = {
  "newer edit": "both sides edited it; the newer edit stands",
  tie: "both sides edited it at the same time",
  ask: "both sides edited it, and nothing was decided yet",
  "put back": "put back as it was",
  "one way": "this project goes the other way only",
  "by setting": "decided by your configuration",
  "edit over delete": "deleted on one side, edited on the other: the edit stands",
  "maybe overwritten": "an edit may have been overwritten",
  overruled: "what was written did not stay",
  refused: "the other side did not take it",
  comment: "the comment was edited on both sides",
};

/** Why both values are there, in a sentence. */
export function whyText(why: string): string {
  return reasons[why] ?? why;
}

/** What a choice is called, for a button or a key. */
export function choiceText(
  { why, lacking, kind }: Pick<InboxItem, "why" | "lacking"> & Partial<Pick<InboxItem, "kind">>,
  { choice, isAsItIs }: Pick<InboxOffer, "choice" | "isAsItIs">,
): string {
  switch (choice) {
    case "taskwarrior":
    case "vikunja":
      if (isAsItIs) return `keep that of ${sideNames[choice]}`;
      return why === "refused"
        ? "add it as a comment of yours"
        : `take that of ${sideNames[choice]}`;
    case "keep":
      return "keep what stands";
    case "take back":
      return kind === "given up" || kind === "left out"
        ? "have it wait for you again"
        : "take the pick back";
    case "bring back":
      return lacking === null ? "bring it back" : `make it again ${inSide(lacking)}`;
    case "let go":
      return lacking === null ? "let it go" : `delete it ${inSide(otherSide(lacking))} as well`;
    case "retry":
      return "try again";
    case "drop":
      return "drop it";
    case "let rest":
      return "let it rest as it is";
  }
}

/** What a choice will do, a line for each write; nothing where nobody asked yet. */
export function outcomeText({ choice, will, hindrance }: InboxOffer, now: Date): readonly string[] {
  if (hindrance !== null) return [`not now: ${hindrance}`];
  if (will === null) return choice === "retry" ? ["read again from both sides first"] : [];
  if (will.length === 0) {
    return choice === "retry"
      ? ["read again from both sides; by what is known nothing is written"]
      : ["nothing is written"];
  }
  return will.map((change) => writeText(change, now));
}

function writeText({ side, action, changes, project = [] }: PlannedChange, now: Date): string {
  const said = changes.map((change) => plannedText(change, now)).join("; ");
  switch (action) {
    case "create":
      return `made ${inSide(side)}${
        side === "vikunja" && project.length > 0 ? `, in ${project.join(" / ")}` : ""
      }`;
    case "delete":
      return `deleted ${inSide(side)}`;
    case "update":
      return `${sideNames[side]}: ${said}`;
    case "link":
      return `linked ${said}`;
    case "conflict":
      return `in conflict: ${said}`;
    case "leave":
    case "take":
      return said;
  }
}
