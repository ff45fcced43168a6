import { saidAgain } from "@/domain/push.ts";
import { commentsLost, type Planning } from "@/domain/decide/take_back/plan_parts.ts";
import { type Comment, type Side, sides } from "@/domain/task.ts";
import { isThere } from "@/domain/task_past.ts";

/**
 * What was written goes, what was removed is written once more, and a text that was changed is the one before; a
 * comment that somebody has changed since stays. One that comes again has a new id, and is made on one side: from
 * there it goes over.
 */
export function planComments(planning: Planning): void {
  const edits = {
    taskwarrior: editsOn(planning, "taskwarrior"),
    vikunja: editsOn(planning, "vikunja"),
  };
  const missing = {
    taskwarrior: missingOn(planning, "taskwarrior"),
    vikunja: missingOn(planning, "vikunja"),
  };
  const links = planning.past.links;
  const again: Readonly<Record<Side, readonly Comment[]>> = {
    vikunja: missing.vikunja,
    taskwarrior: missing.taskwarrior.filter(({ id }) =>
      !missing.vikunja.some((one) =>
        links.some(({ entry, commentId }) => entry === id && commentId === one.id)
      )
    ),
  };
  for (const side of sides) {
    const { edit, remove, expected } = edits[side];
    const add = again[side].map((comment) =>
      saidAgain(comment, side === "taskwarrior" ? comment.id : null)
    );
    if (add.length + edit.length + remove.length === 0) continue;
    planning.patch[side].comments = { add, edit, remove };
    if (Object.keys(expected).length > 0) planning.expected[side].comments = expected;
  }
  const count = again.vikunja.length + again.taskwarrior.length;
  if (count > 0) {
    planning.lost.push(commentsLost(count));
  }
}

interface CommentEdits {
  readonly edit: readonly { readonly id: string; readonly text: string }[];
  readonly remove: readonly string[];
  readonly expected: Readonly<Record<string, string>>;
}

function editsOn(planning: Planning, side: Side): CommentEdits {
  const { state, past, kept } = planning;
  const [before, after] = [textsOf(past[side].before.comments), textsOf(past[side].after.comments)];
  const now = textsOf(isThere(state, side) ? state[side].task?.comments : []);
  const edit: { id: string; text: string }[] = [];
  const remove: string[] = [];
  const expected: Record<string, string> = {};
  // Of a task that was made again they have other ids.
  const renamed = [...before].filter(([id]) => !after.has(id)).map(([, text]) => text);
  for (const [id, text] of after) {
    const was = before.get(id);
    if (was === undefined && takeOut(renamed, text)) continue;
    const is = now.get(id);
    if (was === text || is === undefined || is === was) continue;
    if (is !== text) {
      kept.push({ field: "comments", side, value: is, because: "edited since" });
      continue;
    }
    expected[id] = text;
    if (was === undefined) remove.push(id);
    else edit.push({ id, text: was });
  }
  return { edit, remove, expected };
}

/** Those that went, and of which nobody has said the same since. */
function missingOn({ state, past }: Planning, side: Side): readonly Comment[] {
  if (!isThere(state, side)) return [];
  const now = state[side].task?.comments ?? [];
  const after = textsOf(past[side].after.comments);
  return (past[side].before.comments ?? []).filter(({ id, text }) =>
    !after.has(id) && !now.some((one) => one.id === id || one.text === text)
  );
}

function textsOf(comments: readonly Comment[] | undefined): ReadonlyMap<string, string> {
  return new Map(comments?.map(({ id, text }) => [id, text]));
}

/** Whether it was there; at most once each. */
function takeOut(texts: string[], text: string): boolean {
  const at = texts.indexOf(text);
  if (at >= 0) texts.splice(at, 1);
  return at >= 0;
}
