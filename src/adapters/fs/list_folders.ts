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

/** Each folder in there that has a configuration. @throws {SyncError} `CONFIG`: the folder cannot be read. */
export function findLists(folder: string): FoundLists {
  const lists: FoundList[] = [];
  const misnamed: string[] = [];
  for (const name of namesIn(folder).toSorted()) {
    if (name.startsWith(".")) continue;
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
