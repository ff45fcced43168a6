import type { LineFile } from "@tests/simulation/taskwarrior/line_file.ts";
import type { MemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";
import { hooked } from "@tests/simulation/taskwarrior/hooked.ts";
import { sameTask, type StoredTask } from "@tests/simulation/taskwarrior/schema.ts";
import {
  type CommandContext,
  type Session,
  type Steps,
  validate,
} from "@tests/simulation/taskwarrior/session.ts";
import { membersOf } from "@tests/simulation/taskwarrior/show_object.ts";

export interface Files2 {
  readonly files: MemoryFiles;
  readonly folder: string;
  readonly lines: LineFile;
}

export interface Session2 extends Session {
  /** What a report does first: finished tasks go to `completed.data`, others come back. */
  collectGarbage(): void;
  /** Writes what was changed: whole files, but for those that only got lines. */
  commit(): Steps;
}

interface TaskFile {
  readonly path: string;
  tasks: StoredTask[];
  readonly added: StoredTask[];
  readonly purged: Set<string>;
  isModified: boolean;
}

/** Reads both files: what others write from now on, this command does not see, and overwrites. */
export function openSession2(
  { files, folder, lines }: Files2,
  context: CommandContext,
): Session2 {
  const { schema, nowSeconds } = context;
  const pending = open("pending");
  const completed = open("completed");
  const both = [pending, completed];
  const undo: string[] = [];
  const backlog: string[] = [];

  function open(name: string): TaskFile {
    const path = `${folder}/${name}.data`;
    const tasks = [...lines.read(files.text(path))];
    return { path, tasks, added: [], purged: new Set(), isModified: false };
  }

  function get(uuid: string): StoredTask | undefined {
    for (const { tasks } of both) {
      const found = tasks.find((task) => task.get("uuid") === uuid);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function record(before: StoredTask | null, after: StoredTask): void {
    const old = before === null ? "" : `old ${lines.compose(before)}\n`;
    undo.push(`time ${nowSeconds()}\n${old}new ${lines.compose(after)}\n---\n`);
    backlog.push(`{${membersOf(after, schema)}}\n`);
  }

  function put(made: StoredTask): void {
    const file = isOver(made) ? completed : pending;
    file.tasks.push(made);
    file.added.push(made);
    record(null, made);
  }

  return {
    context,
    get tasks() {
      return [...pending.tasks, ...completed.tasks];
    },
    get,
    add(given) {
      const made = hooked(null, validate(given, context, true), context);
      put(validate(made, context, false));
    },
    modify(given) {
      const before = get(given.get("uuid") ?? "");
      if (before === undefined) return put(validate(given, context, false));
      const made = validate(
        hooked(before, validate(given, context, false), context),
        context,
        false,
      );
      if (sameTask(made, before)) return;
      made.set("modified", String(nowSeconds()));
      const file = pending.tasks.includes(before) ? pending : completed;
      file.tasks[file.tasks.indexOf(before)] = made;
      file.isModified = true;
      record(before, made);
    },
    purge(uuid) {
      const isThere = completed.tasks.some((task) => task.get("uuid") === uuid);
      if (isThere) completed.purged.add(uuid);
    },
    collectGarbage() {
      const over = pending.tasks.filter(isOver);
      const open = completed.tasks.filter((task) => !isOver(task));
      if (over.length === 0 && open.length === 0) return;
      pending.tasks = [...pending.tasks.filter((task) => !isOver(task)), ...open];
      completed.tasks = [...over, ...completed.tasks.filter(isOver)];
      for (const file of both) file.isModified = true;
    },
    *commit() {
      for (const file of both) {
        if (file.isModified || file.purged.size > 0) {
          const kept = file.tasks.filter((task) => !file.purged.has(task.get("uuid") ?? ""));
          files.write(file.path, kept.map((task) => `${lines.compose(task)}\n`).join(""));
          yield;
        } else if (file.added.length > 0) {
          files.append(file.path, file.added.map((task) => `${lines.compose(task)}\n`).join(""));
          yield;
        }
      }
      if (undo.length === 0) return;
      files.append(`${folder}/undo.data`, undo.join(""));
      yield;
      files.append(`${folder}/backlog.data`, backlog.join(""));
    },
  };
}

function isOver(task: StoredTask): boolean {
  return task.get("status") === "completed" || task.get("status") === "deleted";
}
