import type { Json } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";

/** A part of a task that one side has and the other does not, until somebody does something about it. */
export interface LeftOutPart {
  /** In words, with the value: `label "urgent"`. */
  readonly what: string;
  readonly why: string;
}

/** The whole of a new task, of a deletion. */
export const wholeTask = "the task";
export const itsDeletion = "its deletion";

export const scalarNames: Readonly<Record<string, string>> = {
  title: "title",
  notes: "notes",
  project: "project",
  priority: "priority",
  dueAt: "due date",
  scheduledAt: "start date",
  done: "done",
};

/** The elements of a change in the form of the side it comes from, each with the one it is in the receiving side's form. */
function elementsOf(
  source: Patch,
  patch: Patch,
): readonly { readonly what: string; readonly key: string }[] {
  const { labels, depends, comments, ...scalars } = source;
  const asked = patch.comments;
  return [
    ...Object.entries(scalars).flatMap(([field, value]) => {
      const name = scalarNames[field];
      return name === undefined
        ? []
        : [{ what: `${name} ${shown(value as Json)}`, key: `${name} ` }];
    }),
    ...(labels?.add ?? []).map((label, at) => ({
      what: `label ${shown(label)}`,
      key: `label ${patch.labels?.add[at] ?? label}`,
    })),
    ...(labels?.remove ?? []).map((label, at) => ({
      what: `taking off label ${shown(label)}`,
      key: `label ${patch.labels?.remove[at] ?? label}`,
    })),
    ...(depends?.add ?? []).map((id, at) => ({
      what: `dependency on ${id}`,
      key: `dependency on task ${patch.depends?.add[at] ?? id}`,
    })),
    ...(depends?.remove ?? []).map((id, at) => ({
      what: `end of the dependency on ${id}`,
      key: `dependency on task ${patch.depends?.remove[at] ?? id}`,
    })),
    ...(comments?.add ?? []).map(({ from, text }) => ({
      what: `comment ${shown(text)}`,
      key: `comment ${from}`,
    })),
    ...(comments?.edit ?? []).map(({ text }, at) => ({
      what: `edited comment ${shown(text)}`,
      key: `edit of comment ${asked?.edit[at]?.id}`,
    })),
    ...(comments?.remove ?? []).map((_, at) => ({
      what: `removal of comment ${asked?.remove[at]}`,
      key: `removal of comment ${asked?.remove[at]}`,
    })),
  ];
}

export function shown(value: Json): string {
  if (value === null || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : JSON.stringify(value.join(" / "));
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value)
    ? value
    : JSON.stringify(value);
}

/** All of a change that is held back for one reason. */
export function heldParts(source: Patch, patch: Patch, why: string): readonly LeftOutPart[] {
  return elementsOf(source, patch).map(({ what }) => ({ what, why }));
}

/** A change that was refused, with the reasons that the side gave; each begins with what it is about. */
export function refusedParts(
  source: Patch,
  patch: Patch,
  reasons: readonly string[],
): readonly LeftOutPart[] {
  return elementsOf(source, patch).map(({ what, key }) => {
    const word = key.split(" ")[0] ?? "";
    const reason = reasons.find((each) => each.startsWith(`${key}:`)) ??
      reasons.find((each) => each.startsWith(word) || each.startsWith(`no ${word}`));
    return { what, why: reason === undefined ? notThere : whyOf(reason) };
  });
}

const notThere = "it was written and was not there afterwards";

export function whyOf(reason: string): string {
  const at = reason.indexOf(": ");
  return at < 0 ? reason : reason.slice(at + 2);
}
