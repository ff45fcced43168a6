import { absolutePath } from "@/config/paths.ts";
import { parseSettingsFile } from "@/config/toml_file.ts";
import { join } from "@/ports/paths.ts";

interface ListPlace {
  /** Its folder. */
  readonly place: string;
  /** Its configuration; `null`: there is none, so that nothing has run with it. */
  readonly file: string | null;
  readonly home: string | undefined;
  readonly readTextFile: (path: string) => Promise<string>;
}

/** Where the state of one list of many is, also where its configuration is wrong otherwise. */
export async function listStateDir(
  { place, file, home, readTextFile }: ListPlace,
): Promise<string> {
  const usual = join(place, "state");
  if (file === null) return usual;
  const { values } = await parseSettingsFile(file, await readTextFile(file));
  const named = values.get("state_dir");
  return typeof named === "string" ? absolutePath(named, place, { HOME: home }) : usual;
}
