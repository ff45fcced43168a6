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
import { listStateDir } from "@/config/list_state_dir.ts";
import { rekey } from "@/app/lists/rekey.ts";
import { createLists } from "@/app/lists/lists.ts";
import { createSignUp } from "@/app/lists/sign_up.ts";
import { listKey, listKeys } from "@/adapters/system/list_key.ts";
import { isSealed, keyFileOf, reseal, seal } from "@/adapters/system/sealed.ts";
import type { Lists } from "@/ports/lists.ts";
import { join } from "@/ports/paths.ts";
import type { SignUp } from "@/ports/sign_up.ts";

/** What its configuration is called once it is no list any more. */
const endedFile = "removed.toml";

export const readTextFile = (path: string) => files.readTextLater(path);

/** For administrators. */
export const listsSocket = (folder: string) => join(folder, "lists.sock");

/** `key`: asked for each time, as there may be another one. */
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

/** `keyFile`: `null` where none is set. */
export function composeLists(folder: string, keyFile = keyFileOf(thisProcess.env)): Lists {
  const invitations = createInvitations(folder);
  const placeOf = (name: string) => join(folder, name);
  return createLists({
    runtime,
    isListName,
    newSecret,
    invitations,
    key: async () => keyFile === null ? null : await listKey(folder, keyFile),
    stands: () => askJson(listsSocket(folder), "/v1/lists"),
    isThere: (name) => files.facts(join(placeOf(name), listFile)) !== null,
    isLeft: (name) => files.facts(placeOf(name)) !== null,
    async sealFile(name, file, key) {
      const path = join(placeOf(name), file);
      const before = files.facts(path);
      if (before === null) return false;
      const text = await readTextFile(path);
      if (isSealed(text)) return false;
      replaceFile(path, await seal(text.trim(), path, key), before);
      return true;
    },
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
        replace: (path, text) => replaceFile(path, text, files.facts(path)),
      });
    },
    async stateElsewhere(name) {
      const stateDir = await stateDirOf(placeOf(name));
      return `${stateDir}/`.startsWith(`${placeOf(name)}/`) ? null : stateDir;
    },
    end: (name) => files.rename(join(placeOf(name), listFile), join(placeOf(name), endedFile)),
    async clear(name, signal) {
      const stateDir = await stateDirOf(placeOf(name));
      await using _lock = files.facts(stateDir) === null
        ? null
        : await lockLog({ stateDir, timeoutMs: 60_000, command: "lists remove" }, signal);
      files.removeTree(placeOf(name));
    },
  });
}

function stateDirOf(place: string): Promise<string> {
  const file = [listFile, endedFile].map((name) => join(place, name))
    .find((path) => files.facts(path) !== null) ?? null;
  return listStateDir({ place, file, home: thisProcess.env("HOME"), readTextFile });
}
