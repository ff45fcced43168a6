import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import { readKeys } from "@/adapters/system/sealed.ts";

/** The keys of a folder of lists: the first one seals, all open. @throws {SyncError} `CONFIG`: it lies with what it is to protect, or is no key. */
export async function listKeys(
  folder: string,
  keyFile: string,
): Promise<readonly Uint8Array[]> {
  const real = (path: string) => files.facts(path) === null ? path : files.realPath(path);
  if (`${real(keyFile)}/`.startsWith(`${real(folder)}/`)) {
    throw new SyncError("CONFIG", `Cannot use the key ${keyFile}: it lies in the folder of lists`, {
      hint: "Whoever copies the folder would have the key, too. Put it elsewhere.",
    });
  }
  return await readKeys(keyFile, (path) => files.readTextLater(path));
}

/** The one that seals. @throws {SyncError} `CONFIG` */
export async function listKey(folder: string, keyFile: string): Promise<Uint8Array> {
  const [key] = await listKeys(folder, keyFile);
  if (key === undefined) throw new Error("a file of keys has one");
  return key;
}
