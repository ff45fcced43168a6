import { absolutePath } from "@/config/paths.ts";
import { parseSettingsFile } from "@/config/toml_file.ts";
import { join } from "@/ports/paths.ts";

interface ListFolder {
  /** Its folder. */
  readonly place: string;
  /** Its configuration; `null`: there is none, so that nothing has run with it. */
  readonly file: string | null;
  readonly home: string | undefined;
  readonly readTextFile: (path: string) => Promise<string>;
}

/** What the configuration of one list of many says of where things are, also where it is wrong otherwise. */
export interface ListPlace {
  readonly file: string | null;
  readonly stateDir: string;
  /** Of Vikunja; `null`: not known. */
  readonly server: string | null;
  /** Whether its log is in a database. */
  readonly hasStore: boolean;
}

export async function listPlace(
  { place, file, home, readTextFile }: ListFolder,
): Promise<ListPlace> {
  const usual = { file, stateDir: join(place, "state"), server: null, hasStore: false };
  if (file === null) return usual;
  const { values } = await parseSettingsFile(file, await readTextFile(file));
  const [named, server] = [values.get("state_dir"), values.get("url")];
  return {
    file,
    stateDir: typeof named === "string"
      ? absolutePath(named, place, { HOME: home })
      : usual.stateDir,
    server: typeof server === "string" ? server : null,
    hasStore: values.has("store"),
  };
}
