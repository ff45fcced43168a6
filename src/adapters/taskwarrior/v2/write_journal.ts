import type { Buffer } from "node:buffer";
import { buffers } from "@system/buffers.ts";
import { basename, join } from "@/ports/paths.ts";
import { bufferOf, contentOf, type FileEdit } from "@/adapters/taskwarrior/stored/task_file.ts";
import { isDataFile } from "@/adapters/taskwarrior/stored/data_signature.ts";
import type { HeldFile, TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import type { Runtime } from "@/ports/runtime.ts";

/**
 * Beside the data while they are written: what stood there and what is to stand there. Taskwarrior knows its
 * files by their inode, so they are written in place; a process that is killed in the middle of it leaves this.
 */
const journalName = ".vikunja-sync-write";

export function journalOf(folder: string): string {
  return join(folder, journalName);
}

/**
 * Somebody has written there since it was read, though it is held: `task undo` of 2.6 ends with writing all four files,
 * `undo.data` first, and waits for nobody. What is to be written has to be decided on anew.
 */
export class Overtaken extends Error {}

/**
 * Makes all of the edits, or none where one fails; the files must be held.
 * @throws {Overtaken} What was written until then the one who overtook it writes over.
 */
export function applyEdits(
  { folder, files }: { readonly folder: string; readonly files: TaskFiles },
  held: readonly HeldFile[],
  edits: readonly FileEdit[],
): void {
  const journal = journalOf(folder);
  files.create(journal, journalWith(edits));
  const done: FileEdit[] = [];
  try {
    for (const edit of edits) assertAsRead(held, edit);
    for (const edit of edits) {
      if (done.length > 0) assertAsRead(held, edit);
      done.unshift(edit);
      fileOf(held, edit).put(edit.from, edit.after);
    }
    // Whatever of them the disk has until then, the journal tells the rest. All at once costs little more than one.
    for (const edit of edits) fileOf(held, edit).sync();
  } catch (error) {
    if (!(error instanceof Overtaken)) {
      for (const edit of done) fileOf(held, edit).put(edit.from, edit.before);
      for (const edit of done) fileOf(held, edit).sync();
    }
    files.remove(journal);
    throw error;
  }
  files.remove(journal);
}

function assertAsRead(held: readonly HeldFile[], edit: FileEdit): void {
  const file = fileOf(held, edit);
  const size = edit.from + edit.before.length;
  const isAsRead = file.size() === size && bufferOf(file.read(edit.from, size)).equals(edit.before);
  if (!isAsRead) throw new Overtaken(`${edit.path} was written to while it was held`);
}

type Recovery = "nothing" | "busy" | "completed" | "never begun" | "left alone";

/**
 * Ends what a killed process began: completes it where a file was written in part. Files that somebody else has
 * written since are left as they are, and the journal is kept under another name.
 */
export function recoverWrites(
  folder: string,
  { files, runtime }: { readonly files: TaskFiles; readonly runtime: Runtime },
): Recovery {
  const journal = journalOf(folder);
  const stat = files.stat(journal);
  if (stat === null) return "nothing";
  const edits = editsIn(folder, files.read(journal, 0, stat.size));
  if (edits === null) {
    files.remove(journal);
    return "never begun";
  }
  const held = files.whileHeld(edits.map(({ path }) => path), (all) => recover(all, edits));
  if (held.kind === "busy") return "busy";
  if (held.value === "left alone") {
    files.rename(journal, `${journal}.${runtime.now().getTime()}`);
  } else files.remove(journal);
  return held.value;
}

function recover(files: readonly HeldFile[], edits: readonly FileEdit[]): Recovery {
  const states = edits.map((edit) => {
    const file = files.find(({ path }) => path === edit.path);
    return file === undefined ? "foreign" : stateOf(contentOf(file), edit);
  });
  if (states.every((state) => state === "before")) return "never begun";
  if (states.includes("foreign")) return "left alone";
  edits.forEach((edit, index) => {
    if (states[index] !== "after") fileOf(files, edit).put(edit.from, edit.after);
  });
  for (const edit of edits) fileOf(files, edit).sync();
  return "completed";
}

type State = "before" | "partly" | "after" | "foreign";

function stateOf(content: Buffer, { from, before, after }: FileEdit): State {
  const tail = content.subarray(from);
  if (content.length < from) return "foreign";
  if (tail.equals(after)) return "after";
  if (tail.equals(before)) return "before";
  let written = 0;
  while (written < tail.length && tail[written] === after[written]) written += 1;
  const rest = tail.subarray(written);
  return rest.equals(buffers().from(before).subarray(written)) ? "partly" : "foreign";
}

function fileOf(files: readonly HeldFile[], { path }: FileEdit): HeldFile {
  const file = files.find((each) => each.path === path);
  if (file === undefined) throw new TypeError(`${path} is not held`);
  return file;
}

/** A line that says how long the parts are, then the parts; the last byte says that it is whole. */
function journalWith(edits: readonly FileEdit[]): Uint8Array {
  const heads = edits.map(({ path, from, before, after }) => ({
    name: basename(path),
    from,
    before: before.length,
    after: after.length,
  }));
  const parts = edits.flatMap(({ before, after }) => [before, after]);
  return buffers().concat([
    buffers().from(`${JSON.stringify(heads)}\n`),
    ...parts,
    buffers().from([10]),
  ]);
}

interface Head {
  readonly name: string;
  readonly from: number;
  readonly before: number;
  readonly after: number;
}

/** `null`: it was not written to its end, so nothing else was. */
function editsIn(folder: string, journal: Uint8Array): readonly FileEdit[] | null {
  const bytes = bufferOf(journal);
  const newline = bytes.indexOf(10);
  const heads = newline < 0 ? null : parse(bytes.toString("utf8", 0, newline));
  if (heads === null || !heads.every(({ name }) => isDataFile(name))) return null;
  let at = newline + 1;
  const edits = heads.map(({ name, from, ...length }): FileEdit => {
    const before = bytes.subarray(at, at + length.before);
    const after = bytes.subarray(at + length.before, at + length.before + length.after);
    at += length.before + length.after;
    return { path: join(folder, name), from, before, after };
  });
  return bytes.length === at + 1 && bytes[at] === 10 ? edits : null;
}

function parse(text: string): readonly Head[] | null {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
