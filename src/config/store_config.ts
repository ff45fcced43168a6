import { readToken, type TokenFiles } from "@/config/find_token.ts";
import { variable } from "@/config/paths.ts";
import type { Problem } from "@/config/problem.ts";
import { storePassword } from "@/config/secret_kind.ts";
import type { SettingValues } from "@/config/settings.ts";
import { addressText, shownAddress, type StoreAddress } from "@/config/store_address.ts";
import { Token } from "@/config/token.ts";
import type { Profile } from "@/domain/profile.ts";

/** What a list is called that nobody named. */
export const defaultList = "default";

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
  const { address, list, passwordFile } = store;
  return {
    VIKUNJA_SYNC_STORE: addressText(address),
    VIKUNJA_SYNC_LIST: list,
    ...passwordFile === null ? {} : { VIKUNJA_SYNC_STORE_PASSWORD_FILE: passwordFile },
  };
}

interface StoreSources extends TokenFiles {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile: Profile;
}

interface ReadStore {
  readonly config: StoreConfig | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** The password by `VIKUNJA_SYNC_STORE_PASSWORD`, a file, or in the address, in this order. */
export async function readStore(
  values: SettingValues,
  passwordFile: string | null,
  isOfEnvironment: boolean,
  sources: StoreSources,
): Promise<ReadStore> {
  if (values.store === undefined) return { config: null, problems: [], warnings: [] };
  const { password: written, ...address } = values.store;
  const given = variable(sources.env, "VIKUNJA_SYNC_STORE_PASSWORD");
  const inFile = given !== null || passwordFile === null
    ? null
    : await readToken(fileAt(passwordFile), sources, storePassword);
  if (inFile?.kind === "wrong") return { config: null, problems: [inFile.problem], warnings: [] };
  const here = given ?? written;
  const config = Object.freeze({
    address: Object.freeze(address),
    password: inFile?.token ?? (here === null ? null : new Token(here)),
    shownAs: shownAddress(values.store),
    list: values.list ?? sources.profile ?? defaultList,
    isOfEnvironment,
    passwordFile,
  });
  return { config, problems: [], warnings: inFile?.warnings ?? [] };
}

function fileAt(path: string) {
  return { kind: "file", path, where: "store_password_file" } as const;
}
