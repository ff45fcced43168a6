import { fileReason } from "@/config/file_reason.ts";
import { type FileRights, folderProblem, rightsProblem } from "@/config/file_rights.ts";
import { variable } from "@/config/paths.ts";
import type { Problem } from "@/config/problem.ts";
import type { SettingValues } from "@/config/settings.ts";
import { shownAddress, type StoreAddress } from "@/config/store_address.ts";
import { Token } from "@/config/token.ts";
import type { Profile } from "@/domain/profile.ts";

/** The database that has the log, in place of the state folder. */
export interface StoreConfig {
  readonly address: Omit<StoreAddress, "password">;
  /** `null`: none is sent. */
  readonly password: Token | null;
  /** Without the password. */
  readonly shownAs: string;
  /** Name of the list in it. */
  readonly list: string;
  /** Whether it is not in the configuration file. */
  readonly isOfEnvironment: boolean;
  /** Absolute path of the file with the password; `null`: it comes from elsewhere. */
  readonly passwordFile: string | null;
}

/** Variables by which a program that is started later has the same list; the password only by its file. */
export function storeVariables(store: StoreConfig | null): Readonly<Record<string, string>> {
  if (store === null || !store.isOfEnvironment) return {};
  const { shownAs, address: { tls }, list, passwordFile } = store;
  return {
    VIKUNJA_SYNC_STORE: tls === "prefer" ? shownAs : `${shownAs}?sslmode=${tls}`,
    VIKUNJA_SYNC_LIST: list,
    ...passwordFile === null ? {} : { VIKUNJA_SYNC_STORE_PASSWORD_FILE: passwordFile },
  };
}

interface StoreSources extends FileRights {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readTextFile: (path: string) => Promise<string>;
  readonly profile: Profile;
}

interface ReadStore {
  readonly config: StoreConfig | null;
  readonly problems: readonly Problem[];
}

/** The password by `VIKUNJA_SYNC_STORE_PASSWORD`, a file, or in the address, in this order. */
export async function readStore(
  values: SettingValues,
  passwordFile: string | null,
  isOfEnvironment: boolean,
  sources: StoreSources,
): Promise<ReadStore> {
  if (values.store === undefined) return { config: null, problems: [] };
  const { password: written, ...address } = values.store;
  const given = variable(sources.env, "VIKUNJA_SYNC_STORE_PASSWORD");
  const found = given !== null || passwordFile === null
    ? given ?? written
    : await passwordIn(passwordFile, sources);
  if (found !== null && typeof found !== "string") return { config: null, problems: [found] };
  const config = Object.freeze({
    address: Object.freeze(address),
    password: found === null ? null : new Token(found),
    shownAs: shownAddress(values.store),
    list: values.list ?? sources.profile ?? "default",
    isOfEnvironment,
    passwordFile,
  });
  return { config, problems: [] };
}

async function passwordIn(path: string, sources: StoreSources): Promise<string | Problem> {
  const where = `store_password_file: ${path}`;
  let text: string;
  try {
    text = await sources.readTextFile(path);
  } catch (error) {
    const mend = "put the password of the database there, readable by you alone";
    return { where, what: `cannot be read: ${fileReason(error)}`, mend };
  }
  const rights = { ...sources, isForeign: () => Promise.resolve(false) };
  const unsafe = await rightsProblem(path, rights) ?? await folderProblem(path, sources);
  if (unsafe !== null) return { ...unsafe, where };
  const password = text.replace(/\r?\n$/, "");
  if (password !== "" && !/\p{Cc}/u.test(password)) return password;
  const what = password === "" ? "is empty" : "holds more than a password";
  return { where, what, mend: "the file must hold the password alone" };
}
