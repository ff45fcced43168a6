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
import { replace, sharedLists } from "@/compose/shared_lists.ts";
import { accounts } from "@/compose/accounts.ts";
import { once } from "@/locks/process_facts.ts";
import { fileLock } from "@/locks/file_lock.ts";
import { listPlace } from "@/config/list_place.ts";
import { readListConfig } from "@/config/read_list.ts";
import { configurationSources } from "@/adapters/system/configuration_sources.ts";
import { nothingResealed, rekey } from "@/app/lists/rekey.ts";
import { sealFile } from "@/app/lists/seal_file.ts";
import { createLists } from "@/app/lists/lists.ts";
import { sharedWithHosts } from "@/app/lists/shared_with_hosts.ts";
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

type Shared = Awaited<ReturnType<typeof sharedLists>>;

const withHosts = (folder: string, shared: () => Promise<Shared>) =>
  sharedWithHosts(createInvitations(folder), async () => (await shared())?.open() ?? null);

export function signUpTo(
  folder: string,
  key: () => Promise<Uint8Array>,
  shared: Shared = null,
  share?: () => Promise<void>,
): SignUp {
  return createSignUp({
    runtime,
    ...withHosts(folder, () => Promise.resolve(shared)),
    openAccount: accounts({ caFile: null }, { onRequest: null }),
    newSecret,
    async makeList(list) {
      const sealed = async (text: string, path: string) => seal(text, path, await key());
      await writeNewList(folder, list, sealed, shared?.linesFor(list.name));
      await share?.();
    },
  });
}

const isThere = (path: string) => files.facts(path) !== null;

/** `keyFile`: `null` where none is set. */
export function composeLists(folder: string, keyFile = keyFileOf(thisProcess.env)): Lists {
  const shared = once(() => sharedLists(folder, keyFile));
  const placeOf = (name: string) => join(folder, name);
  const read = (name: string) => {
    const place = placeOf(name);
    const file = [listFile, endedFile].map((each) => join(place, each)).find(isThere) ?? null;
    return listPlace({ place, file, home: thisProcess.env("HOME"), readTextFile });
  };
  return createLists({
    runtime,
    isListName,
    newSecret,
    ...withHosts(folder, shared),
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
        resealElsewhere: async (keys) => await (await shared())?.reseal(keys) ?? nothingResealed,
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
