import { jsonEqual } from "@/domain/json.ts";
import { plusPatch } from "@/domain/patch_parts.ts";
import type { CommentPatch, Patch, Push, SetPatch } from "@/domain/push.ts";
import { elementsOf, isOneOf, knownSets, setFields } from "@/domain/fields.ts";
import type { Reading, Task } from "@/domain/task.ts";

interface Answer {
  readonly comments: readonly { readonly from: string; readonly to: string }[];
  readonly lacks?: Patch;
}

/**
 * Elements of a push that the reading after it does not show, beside those that the side named itself.
 * `source`: the task they are from; a label's twin that differs in case alone stands for one (trap T24),
 * unless the source has that twin as well.
 */
export function lackingElements(
  push: Push,
  reading: Reading,
  { named, source }: { readonly named: Patch | undefined; readonly source: Task | null },
): Patch | null {
  const lacks: { -readonly [K in keyof Patch]?: Patch[K] } = { ...named };
  if (push.kind !== "delete" && reading.kind === "present") {
    for (const field of knownSets(reading.task)) {
      const asked = push.kind === "create"
        ? { add: elementsOf(push.task, field), remove: [] }
        : push.patch[field] ?? { add: [], remove: [] };
      const there = elementsOf(reading.task, field);
      const twins = there.filter((element) => !source?.[field]?.includes(element)).map(folded);
      const add = asked.add.filter((element) =>
        !there.includes(element) && !twins.includes(folded(element))
      );
      // One that was to go and is still there was put back: that is an edit, not a refusal.
      const both = union({ add, remove: [] }, named?.[field]);
      if (both.add.length + both.remove.length > 0) lacks[field] = both;
    }
  }
  const all = plusPatch(lacks, vanishedEdits(push, reading));
  return Object.keys(all).length === 0 ? null : all;
}

/** Edits of comments that are gone after the write: who took them away had not seen the edit. */
function vanishedEdits(push: Push, reading: Reading): Patch | undefined {
  if (push.kind !== "update" || reading.kind !== "present") return undefined;
  const there = new Set(reading.task.comments.map(({ id }) => id));
  const edit = push.patch.comments?.edit.filter(({ id }) => !there.has(id)) ?? [];
  return edit.length === 0 ? undefined : { comments: { add: [], edit, remove: [] } };
}

function folded(element: string): string {
  return element.toLowerCase();
}

function union(found: SetPatch, named: SetPatch = { add: [], remove: [] }): SetPatch {
  return {
    add: [...new Set([...found.add, ...named.add])],
    remove: [...new Set([...found.remove, ...named.remove])],
  };
}

/** What was asked for and is not there now; `null`: all of it was taken. */
export function refusedPart(asked: Patch, answer: Answer): Patch | null {
  const taken = new Set(answer.comments.map((pair) => pair.from));
  const { comments, ...rest } = answer.lacks ?? {};
  const none: CommentPatch = { add: [], edit: [], remove: [] };
  const change = {
    ...(comments ?? none),
    add: (asked.comments?.add ?? []).filter(({ from }) => !taken.has(from)),
  };
  const isAny = change.add.length + change.edit.length + change.remove.length > 0;
  const refused = isAny ? { ...rest, comments: change } : rest;
  return Object.keys(refused).length === 0 ? null : refused;
}

/** What was really carried over: the rest is still to come. */
export function withoutRefused(
  patch: Patch,
  source: Patch,
  refused: Patch | null,
): { readonly patch: Patch; readonly source: Patch } {
  if (refused === null) return { patch, source };
  const { comments } = refused;
  const whole = wholeFields(refused);
  const kept = { patch: omit(patch, whole), source: omit(source, whole) };
  for (const field of setFields) {
    const [asked, from, missing] = [patch[field], source[field], refused[field]];
    if (asked === undefined || from === undefined || missing === undefined) continue;
    const isTaken = (kind: "add" | "remove") => (_: string, index: number) =>
      !missing[kind].includes(asked[kind][index] ?? "");
    const taken = (set: SetPatch) => ({
      add: set.add.filter(isTaken("add")),
      remove: set.remove.filter(isTaken("remove")),
    });
    kept.patch = { ...kept.patch, [field]: taken(asked) };
    kept.source = { ...kept.source, [field]: taken(from) };
  }
  if (comments === undefined || patch.comments === undefined || source.comments === undefined) {
    return kept;
  }
  const asked = patch.comments;
  const taken = (change: CommentPatch): CommentPatch => ({
    add: change.add,
    edit: change.edit.filter((_, index) =>
      !comments.edit.some(({ id }) => id === asked.edit[index]?.id)
    ),
    remove: change.remove.filter((_, index) =>
      !comments.remove.includes(asked.remove[index] ?? "")
    ),
  });
  return {
    patch: { ...kept.patch, comments: taken(asked) },
    source: { ...kept.source, comments: taken(source.comments) },
  };
}

/** What is taken or refused as one, not by element. */
function wholeFields(patch: Patch): readonly (keyof Patch)[] {
  const names = Object.keys(patch) as (keyof Patch)[];
  return names.filter((name) => name !== "comments" && !isOneOf(setFields, name));
}

function omit(patch: Patch, fields: readonly string[]): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([field]) => !fields.includes(field)));
}

/** Whether all of the patch was refused before: asking for it alone again would turn for ever. */
export function isRefused(patch: Patch, refused: Patch | null): boolean {
  if (refused === null) return false;
  const { comments } = patch;
  return wholeFields(patch).every((field) =>
    field in refused && jsonEqual(refused[field], patch[field])
  ) &&
    setFields.every((field) => isPart(patch[field], refused[field])) &&
    isPartOf(comments?.add, refused.comments?.add) &&
    isPartOf(comments?.edit, refused.comments?.edit) &&
    isPartOf(comments?.remove, refused.comments?.remove);
}

function isPart(set: SetPatch | undefined, of: SetPatch | undefined): boolean {
  return isPartOf(set?.add, of?.add) && isPartOf(set?.remove, of?.remove);
}

function isPartOf(items: readonly unknown[] = [], of: readonly unknown[] = []): boolean {
  return items.every((item) => of.some((other) => jsonEqual(item, other)));
}
