import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { createInvitations } from "@/adapters/fs/invitations.ts";
import { sealableFiles } from "@/adapters/fs/sealable_files.ts";
import { isListName, listFile } from "@/adapters/fs/list_folders.ts";
import { writeNewList } from "@/adapters/fs/new_list.ts";
import { askJson } from "@/adapters/http/ask_json.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { newKey, newSecret } from "@/adapters/system/new_secret.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { accounts } from "@/compose/accounts.ts";
import { fileLock } from "@/locks/file_lock.ts";
import { replaceFile } from "@/locks/replace_file.ts";
import { listPlace } from "@/config/list_place.ts";
import { readListConfig } from "@/config/read_list.ts";
import { configurationSources } from "@/adapters/system/configuration_sources.ts";
import { rekey } from "@/app/lists/rekey.ts";
import { sealFile } from "@/app/lists/seal_file.ts";
import { createLists } from "@/app/lists/lists.ts";
import { createSignUp } from "@/app/lists/sign_up.ts";
import { listKey, listKeys } from "@/adapters/system/list_key.ts";
import { isSealed, keyFileOf, reseal, seal, unsealing } from "@/adapters/system/sealed.ts";
import type { Lists } from "@/ports/lists.ts";
import { join } from "@/ports/paths.ts";
import type { SignUp } from "@/ports/sign_up.ts";

/** What its configuration is called once it is no list any more. */
const endedFile = "removed.toml";

export const readTextFile = (path: string) => files.readTextLater(path);

/** For administrators. */
export const listsSocket = (folder: string) => join(folder, "lists.sock");

export function signUpTo(folder: string, key: () => Promise<Uint8Array>): SignUp {
  return createSignUp({
    runtime,
    invitations: createInvitations(folder),
    openAccount: accounts({ caFile: null }, { onRequest: null }),
    newSecret,
    makeList: (list) =>
      writeNewList(folder, list, async (text, path) => seal(text, path, await key())),
  });
}

const isThere = (path: string) => files.facts(path) !== null;
const replace = (path: string, text: string) => replaceFile(path, text, files.facts(path));

/** `keyFile`: `null` where none is set. */
export function composeLists(folder: string, keyFile = keyFileOf(thisProcess.env)): Lists {
  const invitations = createInvitations(folder);
  const placeOf = (name: string) => join(folder, name);
  const read = (name: string) => {
    const place = placeOf(name);
    const file = [listFile, endedFile].map((each) => join(place, each))
      .find(isThere) ?? null;
    return listPlace({ place, file, home: thisProcess.env("HOME"), readTextFile });
  };
  return createLists({
    runtime,
    isListName,
    newSecret,
    invitations,
    key: async () => keyFile === null ? null : await listKey(folder, keyFile),
    stands: () => askJson(listsSocket(folder), "/v1/lists"),
    isThere: (name) => isThere(join(placeOf(name), listFile)),
    isLeft: (name) => isThere(placeOf(name)),
    sealFile: (name, file, key) =>
      sealFile({ isThere, readTextFile, isSealed, seal, replace }, join(placeOf(name), file), key),
    async rekey(signal) {
      if (keyFile === null) throw new Error("there is a key");
      await using _lock = await fileLock(`${keyFile}.lock`, { timeoutMs: 10_000, signal });
      return await rekey({
        keyFile,
        keys: () => listKeys(folder, keyFile),
        newKey,
        files: () => sealableFiles(folder),
        readTextFile,
        reseal,
        replace,
      });
    },
    folderOf: placeOf,
    placeOf: read,
    async clearStore({ file }) {
      const sources = { ...configurationSources, readTextFile: unsealing(readTextFile, keyFile) };
      const config = await readListConfig(file ?? "", thisProcess.env("HOME") ?? "/", sources);
      return (await import("@/compose/store.ts")).listRemoval(config);
    },
    end: (name) => files.rename(join(placeOf(name), listFile), join(placeOf(name), endedFile)),
    async clear(name, signal) {
      const { stateDir } = await read(name);
      await using _lock = files.facts(stateDir) === null
        ? null
        : await lockLog({ stateDir, timeoutMs: 60_000, command: "lists remove" }, signal);
      files.removeTree(placeOf(name));
    },
  });
}
