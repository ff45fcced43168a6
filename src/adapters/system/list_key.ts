import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import { readKey } from "@/adapters/system/sealed.ts";

/** The key of a folder of lists. @throws {SyncError} `CONFIG`: it lies with what it is to protect, or is no key. */
export async function listKey(folder: string, keyFile: string): Promise<Uint8Array> {
  const real = (path: string) => files.facts(path) === null ? path : files.realPath(path);
  if (`${real(keyFile)}/`.startsWith(`${real(folder)}/`)) {
    throw new SyncError("CONFIG", `Cannot use the key ${keyFile}: it lies in the folder of lists`, {
      hint: "Whoever copies the folder would have the key, too. Put it elsewhere.",
    });
  }
  return await readKey(keyFile, (path) => files.readTextLater(path));
}
