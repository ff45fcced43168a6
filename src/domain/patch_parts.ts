import { setFields } from "@/domain/fields.ts";
import type { CommentPatch, Patch, SetPatch } from "@/domain/push.ts";

const sets = [...setFields, "assignment"] as const;
const byElement: readonly (keyof Patch)[] = [...sets, "comments"];

/** The first patch without what the second has of it; `null`: nothing is left. */
export function minusPatch(patch: Patch | null, less: Patch | undefined): Patch | null {
  if (patch === null || less === undefined) return patch;
  const rest: { -readonly [K in keyof Patch]?: Patch[K] } = Object.fromEntries(
    Object.entries(patch).filter(([field]) =>
      !(field in less) && !byElement.some((name) => name === field)
    ),
  );
  for (const field of sets) {
    const left = minusSet(patch[field], less[field]);
    if (left !== null) rest[field] = left;
  }
  const left = minusComments(patch.comments, less.comments);
  if (left !== null) rest.comments = left;
  return Object.keys(rest).length === 0 ? null : rest;
}

/** Both; where a scalar is in both, it is the second one's. */
export function plusPatch(patch: Patch | undefined, more: Patch | undefined): Patch {
  const sum: { -readonly [K in keyof Patch]?: Patch[K] } = { ...patch, ...more };
  for (const field of sets) {
    const [a, b] = [patch?.[field], more?.[field]];
    if (a === undefined || b === undefined) continue;
    sum[field] = { add: joined(a.add, b.add), remove: joined(a.remove, b.remove) };
  }
  const [a, b] = [patch?.comments, more?.comments];
  if (a !== undefined && b !== undefined) {
    sum.comments = {
      add: [...a.add, ...b.add.filter(({ from }) => !a.add.some((one) => one.from === from))],
      edit: [...a.edit, ...b.edit.filter(({ id }) => !a.edit.some((one) => one.id === id))],
      remove: joined(a.remove, b.remove),
    };
  }
  return sum;
}

function joined(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

function minusSet(set: SetPatch | undefined, less: SetPatch | undefined): SetPatch | null {
  if (set === undefined) return null;
  const add = set.add.filter((each) => !less?.add.includes(each));
  const remove = set.remove.filter((each) => !less?.remove.includes(each));
  return add.length + remove.length === 0 ? null : { add, remove };
}

function minusComments(
  comments: CommentPatch | undefined,
  less: CommentPatch | undefined,
): CommentPatch | null {
  if (comments === undefined) return null;
  const add = comments.add.filter(({ from }) => !less?.add.some((one) => one.from === from));
  const edit = comments.edit.filter(({ id }) => !less?.edit.some((one) => one.id === id));
  const remove = comments.remove.filter((id) => !less?.remove.includes(id));
  return add.length + edit.length + remove.length === 0 ? null : { add, edit, remove };
}
