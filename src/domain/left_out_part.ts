import type { Json } from "@/domain/json.ts";
import { fields, scalarFields, setFields } from "@/domain/fields.ts";
import { shown } from "@/domain/shown_value.ts";
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

/** The elements of a change in the form of the side it comes from, each with the one it is in the receiving side's form. */
function elementsOf(
  source: Patch,
  patch: Patch,
): readonly { readonly what: string; readonly key: string }[] {
  const { comments } = source;
  const asked = patch.comments;
  return [
    ...scalarFields.filter((field) => field in source).map((field) => {
      const { name } = fields[field];
      return { what: `${name} ${shown((source[field] ?? null) as Json)}`, key: `${name} ` };
    }),
    ...setFields.flatMap((field) =>
      (["add", "remove"] as const).flatMap((kind) =>
        (source[field]?.[kind] ?? []).map((element, at) => ({
          what: fields[field].words[kind](element),
          key: fields[field].reason(patch[field]?.[kind][at] ?? element),
        }))
      )
    ),
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
