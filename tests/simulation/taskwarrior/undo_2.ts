import { hooked } from "@tests/simulation/taskwarrior/hooked.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import type { Files2 } from "@tests/simulation/taskwarrior/session_2.ts";
import type { CommandContext, Steps } from "@tests/simulation/taskwarrior/session.ts";
import { membersOf } from "@tests/simulation/taskwarrior/show_object.ts";

const names = ["undo", "pending", "completed", "backlog"] as const;

/** Takes the last entry of `undo.data` back: all four files are written anew from what was read. */
export function* undo2({ files, folder, lines }: Files2, context: CommandContext): Steps {
  const path = (name: typeof names[number]) => `${folder}/${name}.data`;
  const read = (name: typeof names[number]) =>
    files.text(path(name)).split("\n").filter((line) => line !== "");
  const [undo, pending, completed, backlog] = names.map(read);
  if (!undo || !pending || !completed || !backlog || undo.length < 3) {
    throw new TaskFailure(2, "There are no recorded transactions to undo.");
  }
  undo.pop();
  const current = undo.pop()?.slice("new ".length) ?? "";
  const last = undo.pop() ?? "";
  const prior = last.startsWith("old ") ? last.slice("old ".length) : null;
  if (prior !== null) undo.pop();
  const uuid = / uuid:"([^"]+)"/.exec(current)?.[1] ?? "";
  if (prior !== null) hooked(lines.parse(current), lines.parse(prior), context);
  putBack(pending, completed, uuid, prior);
  record(
    backlog,
    uuid,
    prior === null ? null : `{${membersOf(lines.parse(prior), context.schema)}}`,
  );
  yield;
  const all = { undo, pending, completed, backlog };
  for (const name of names) {
    // Empty at first, and not held.
    files.write(path(name), "");
    yield;
    files.write(path(name), all[name].map((line) => `${line}\n`).join(""));
    yield;
  }
}

function putBack(
  pending: string[],
  completed: string[],
  uuid: string,
  prior: string | null,
): void {
  const at = (lines: readonly string[]) =>
    lines.findIndex((line) => line.includes(`uuid:"${uuid}"`));
  const [open, over] = [at(pending), at(completed)];
  if (open >= 0) pending.splice(open, 1, ...prior === null ? [] : [prior]);
  if (over < 0) return;
  const isOpen = prior !== null && /status:"(pending|waiting|recurring)"/.test(prior);
  completed.splice(over, 1, ...prior === null || isOpen ? [] : [prior]);
  if (isOpen) pending.push(prior);
}

function record(backlog: string[], uuid: string, prior: string | null): void {
  const at = backlog.findLastIndex((line) => line.includes(`"uuid":"${uuid}"`));
  if (at < 0) {
    const why = "Cannot undo change because the task was already synced.  Modify the task instead.";
    throw new TaskFailure(2, why);
  }
  if (prior === null) backlog.splice(at, 1);
  else backlog.push(prior);
}
