import { files } from "@system/files.ts";
import { listSettings } from "@/adapters/fs/list_settings.ts";
import { placeOf } from "@/adapters/postgres/place.ts";
import { openSharedLists } from "@/adapters/postgres/shared_lists.ts";
import { configurationSources } from "@/adapters/system/configuration_sources.ts";
import { listSeals } from "@/adapters/system/list_seals.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { bringLists } from "@/app/lists/bring_lists.ts";
import { resealLists } from "@/app/lists/reseal_lists.ts";
import { filesOfList, noKeyForService, readServiceStore } from "@/config/service_store.ts";
import { replaceFile } from "@/locks/replace_file.ts";
import { ifThere } from "@/ports/missing.ts";
import { join } from "@/ports/paths.ts";

export const replace = (path: string, text: string) => replaceFile(path, text, files.facts(path));

/** What the hosts of a service share; `null`: its file names no database. @throws {SyncError} `CONFIG` */
export async function sharedLists(folder: string, keyFile: string | null) {
  const path = join(folder, "service.toml");
  const text = ifThere(() => files.readText(path));
  const sources = { ...configurationSources, readTextFile: files.readTextLater };
  const store = text === null ? null : await readServiceStore(path, text, sources);
  if (store === null) return null;
  if (keyFile === null) throw noKeyForService(path);
  const seals = listSeals(folder, keyFile, files.readTextLater);
  const { readTextFile, sealFile } = seals;
  const open = () => openSharedLists(placeOf(store), runtime);
  const filesOf = (path: string, text: string) => filesOfList(path, text, store);
  const settings = listSettings({ folder, readTextFile, filesOf, seal: sealFile, replace });
  return {
    open,
    linesFor: store.linesFor,
    bring: (remove: (name: string) => Promise<unknown>) =>
      bringLists({ ...settings, ...seals, runtime, shared: open(), remove }),
    reseal: resealLists(open, seals.reseal),
  };
}
