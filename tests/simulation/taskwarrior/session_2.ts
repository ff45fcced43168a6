import type { LineFile } from "@tests/simulation/taskwarrior/line_file.ts";
import type { MemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";
import { hooked } from "@tests/simulation/taskwarrior/hooked.ts";
import { sameTask, type StoredTask } from "@tests/simulation/taskwarrior/schema.ts";
import {
  type CommandContext,
  type Session,
  validate,
} from "@tests/simulation/taskwarrior/session.ts";
import { membersOf } from "@tests/simulation/taskwarrior/show_object.ts";

export interface Files2 {
  readonly files: MemoryFiles;
  readonly folder: string;
  readonly lines: LineFile;
}

interface TaskFile {
  readonly path: string;
  tasks: StoredTask[];
  readonly added: StoredTask[];
  readonly purged: Set<string>;
  isModified: boolean;
}

/**
 * Reads `pending.data`, and `completed.data` once it is looked into: what others write from then on, this
 * command does not see, and overwrites.
 */
export function openSession2(
  { files, folder, lines }: Files2,
  context: CommandContext,
): Session {
  const { schema, nowSeconds } = context;
  const pending = open("pending");
  let opened: TaskFile | null = null;
  const undo: string[] = [];
  const backlog: string[] = [];

  function open(name: string): TaskFile {
    const path = `${folder}/${name}.data`;
    const tasks = [...lines.read(files.text(path))];
    return { path, tasks, added: [], purged: new Set(), isModified: false };
  }

  function completed(): TaskFile {
    return opened ??= open("completed");
  }

  function get(uuid: string): StoredTask | undefined {
    return find(pending, uuid) ?? find(completed(), uuid);
  }

  function record(before: StoredTask | null, after: StoredTask): void {
    const old = before === null ? "" : `old ${lines.compose(before)}\n`;
    undo.push(`time ${nowSeconds()}\n${old}new ${lines.compose(after)}\n---\n`);
    backlog.push(`{${membersOf(after, schema)}}\n`);
  }

  function put(made: StoredTask): void {
    const file = isOver(made) ? completed() : pending;
    file.tasks.push(made);
    file.added.push(made);
    record(null, made);
  }

  return {
    context,
    get tasks() {
      return [...pending.tasks, ...completed().tasks];
    },
    get,
    *add(given) {
      const made = hooked(null, validate(given, context, true), context);
      // A hook takes its time.
      if (context.hook !== null) yield;
      put(validate(made, context, false));
    },
    *modify(given) {
      const before = get(given.get("uuid") ?? "");
      if (before === undefined) return put(validate(given, context, false));
      const wanted = hooked(before, validate(given, context, false), context);
      if (context.hook !== null) yield;
      const made = validate(wanted, context, false);
      if (sameTask(made, before)) return;
      made.set("modified", String(nowSeconds()));
      const file = pending.tasks.includes(before) ? pending : completed();
      file.tasks[file.tasks.indexOf(before)] = made;
      file.isModified = true;
      record(before, made);
    },
    purge(uuid) {
      if (find(completed(), uuid) !== undefined) completed().purged.add(uuid);
    },
    collectGarbage() {
      const over = pending.tasks.filter(isOver);
      const open = completed().tasks.filter((task) => !isOver(task));
      if (over.length === 0 && open.length === 0) return;
      pending.tasks = [...pending.tasks.filter((task) => !isOver(task)), ...open];
      completed().tasks = [...over, ...completed().tasks.filter(isOver)];
      for (const file of [pending, completed()]) file.isModified = true;
    },
    *commit() {
      for (const file of opened === null ? [pending] : [pending, opened]) {
        if (writeFile(file)) yield;
      }
      if (undo.length === 0) return;
      files.append(`${folder}/undo.data`, undo.join(""));
      yield;
      files.append(`${folder}/backlog.data`, backlog.join(""));
    },
  };

  /** The whole file, or only what was added where that is all. */
  function writeFile({ path, tasks, added, purged, isModified }: TaskFile): boolean {
    const text = (some: readonly StoredTask[]) =>
      some.map((task) => `${lines.compose(task)}\n`).join("");
    if (isModified || purged.size > 0) {
      files.write(path, text(tasks.filter((task) => !purged.has(task.get("uuid") ?? ""))));
      return true;
    }
    if (added.length > 0) files.append(path, text(added));
    return added.length > 0;
  }
}

function find({ tasks }: TaskFile, uuid: string): StoredTask | undefined {
  return tasks.find((task) => task.get("uuid") === uuid);
}

function isOver(task: StoredTask): boolean {
  return task.get("status") === "completed" || task.get("status") === "deleted";
}
