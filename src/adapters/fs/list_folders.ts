import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import type { FoundList, FoundLists } from "@/ports/lists.ts";
import { join } from "@/ports/paths.ts";
import { systemCode } from "@/ports/system_code.ts";

/** Of a list, in its folder. */
export const listFile = "config.toml";

/** What can stand in an address as it is. */
export function isListName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(name);
}

/** Lists that are known are looked at anew so many at a time: of a thousand, each is asked for every fifth time. */
const mostAtOnce = 200;

/**
 * Finds them again and again: new ones and those that are gone each time, of the others who has another configuration
 * by turns; `isAll`: of all.
 */
export function createListFinder(
  folder: string,
  atOnce = mostAtOnce,
): (isAll: boolean) => FoundLists {
  const known = new Map<string, FoundList>();
  return (isAll) => {
    const turn = isAll ? [...known.keys()] : [...known.keys()].slice(0, atOnce);
    const waiting = new Map(known);
    for (const name of turn) waiting.delete(name);
    const found = findLists(folder, waiting);
    known.clear();
    const there = new Set(found.lists.map(({ name }) => name));
    for (const [name, list] of waiting) if (there.has(name)) known.set(name, list);
    // Those that were looked at now come last the next time.
    for (const list of found.lists) if (!known.has(list.name)) known.set(list.name, list);
    return found;
  };
}

/** Each folder in there that has a configuration; `known`: as it is there. @throws {SyncError} `CONFIG`: the folder cannot be read. */
export function findLists(
  folder: string,
  known: ReadonlyMap<string, FoundList> = new Map(),
): FoundLists {
  const lists: FoundList[] = [];
  const misnamed: string[] = [];
  for (const name of namesIn(folder).toSorted()) {
    if (name.startsWith(".")) continue;
    const before = known.get(name);
    if (before !== undefined) {
      lists.push(before);
      continue;
    }
    const file = join(folder, name, listFile);
    const signature = signatureOf(file);
    if (signature === null) continue;
    if (isListName(name)) lists.push({ name, file, signature });
    else misnamed.push(name);
  }
  return { lists, misnamed };
}

function namesIn(folder: string): readonly string[] {
  try {
    return files.list(folder);
  } catch (cause) {
    throw new SyncError("CONFIG", `Cannot read the folder of lists ${folder}: ${reason(cause)}`, {
      cause,
      hint: `It has a folder for each list, with a ${listFile} in it.`,
    });
  }
}

function reason(cause: unknown): string {
  switch (systemCode(cause)) {
    case "ENOENT":
      return "there is none";
    case "ENOTDIR":
      return "it is no folder";
    case "EACCES":
      return "this user may not";
  }
  return cause instanceof Error ? cause.message : String(cause);
}

/** `null`: there is no such file, or nobody may see it. */
export function signatureOf(file: string): string | null {
  try {
    const facts = files.facts(file);
    return facts === null ? null : `${facts.ino} ${facts.size} ${facts.modifiedMs}`;
  } catch (thrown) {
    // What is in the way is no folder, or nobody's to see: there is no list.
    if (["ENOTDIR", "EACCES", "ELOOP"].includes(systemCode(thrown) ?? "")) return null;
    throw thrown;
  }
}
