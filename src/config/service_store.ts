import * as v from "valibot";
import type { SyncError } from "@/domain/errors.ts";
import { readToken, type TokenFiles } from "@/config/find_token.ts";
import { absolutePath } from "@/config/paths.ts";
import { configError } from "@/config/problem.ts";
import { storePassword } from "@/config/secret_kind.ts";
import { addressText, shownAddress, storeAddress } from "@/config/store_address.ts";
import type { StoreConfig } from "@/config/store_config.ts";
import { Token } from "@/config/token.ts";
import { parseSettingsFile } from "@/config/toml_file.ts";
import { dirname } from "@/ports/paths.ts";

/** The database that the hosts of a service have in common. */
interface ServiceStore extends Pick<StoreConfig, "address" | "password" | "shownAs"> {
  /** By which the configuration of a list says the same. */
  readonly linesFor: (list: string) => readonly string[];
}

/** What the service's file says of it; `null`: nothing. @throws {SyncError} `CONFIG` */
export async function readServiceStore(
  path: string,
  text: string,
  files: TokenFiles,
): Promise<ServiceStore | null> {
  const { parse } = await import("smol-toml");
  const { store, store_password_file: named } = parse(text);
  if (store === undefined) return null;
  const wrong = (what: string) => configError([{ where: path, what, mend: null }]);
  const read = v.safeParse(storeAddress, store);
  if (!read.success) throw wrong(`store ${read.issues[0].message}`);
  if (named !== undefined && typeof named !== "string") {
    throw wrong("store_password_file is no path");
  }
  const { password: written, ...address } = read.output;
  const passwordFile = named === undefined ? null : absolutePath(named, dirname(path), {});
  const inFile = passwordFile === null ? null : await readToken(
    { kind: "file", path: passwordFile, where: "store_password_file" },
    files,
    storePassword,
  );
  if (inFile?.kind === "wrong") throw configError([inFile.problem]);
  const password = inFile?.token ?? (written === null ? null : new Token(written));
  return {
    address,
    password,
    shownAs: shownAddress(read.output),
    linesFor: (list) => [
      `store = ${JSON.stringify(passwordFile === null ? String(store) : addressText(address))}`,
      ...passwordFile === null ? [] : [`store_password_file = ${JSON.stringify(passwordFile)}`],
      `list = ${JSON.stringify(list)}`,
    ],
  };
}

export function noKeyForService(where: string): SyncError {
  const what =
    "names a database for the lists, and VIKUNJA_SYNC_KEY_FILE names no key to seal them with";
  return configError([{ where, what, mend: "set it: all hosts have the same key" }]);
}

/**
 * The files of a list's folder that make it up: its configuration, and those of its secrets that lie beside it; `null`:
 * its log is not in that database.
 */
export async function filesOfList(
  path: string,
  text: string,
  { shownAs }: Pick<ServiceStore, "shownAs">,
): Promise<readonly string[] | null> {
  const { values } = await parseSettingsFile(path, text);
  const address = v.safeParse(storeAddress, values.get("store"));
  if (!address.success || shownAddress(address.output) !== shownAs) return null;
  const named = [values.get("token_file"), values.get("sync.secret_file")];
  return named.filter((name) => typeof name === "string" && isBeside(name)) as string[];
}

function isBeside(name: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name);
}
