import { listKey, listKeys } from "@/adapters/system/list_key.ts";
import { opened, reseal, seal, unsealing } from "@/adapters/system/sealed.ts";
import { join } from "@/ports/paths.ts";

/** What seals and opens with the key of a folder of lists: files, and what lies in a database of a list. */
export function listSeals(
  folder: string,
  keyFile: string,
  readTextFile: (path: string) => Promise<string>,
) {
  const settings = (name: string) => join(folder, name, "settings");
  const sealFile = async (text: string, path: string) =>
    await seal(text, path, await listKey(folder, keyFile));
  return {
    readTextFile: unsealing(readTextFile, keyFile),
    sealFile,
    seal: (text: string, name: string) => sealFile(text, settings(name)),
    open: async (text: string, name: string) =>
      await opened(text, settings(name), await listKeys(folder, keyFile)),
    reseal: (text: string, name: string, keys: readonly Uint8Array[]) =>
      reseal(text, settings(name), keys),
  };
}
