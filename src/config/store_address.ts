import * as v from "valibot";
import { text } from "@/config/setting_forms.ts";

const modes = ["disable", "prefer", "require", "verify-full"] as const;

/** A database as its address names it. */
export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** `null`: the address holds none. */
  readonly password: string | null;
  readonly tls: typeof modes[number];
}

const form = "postgres://user@host/database";

/** Nothing that is said about a wrong one repeats it: there may be a password in it. */
export const storeAddress = v.pipe(
  text(`an address like ${form}`),
  v.rawTransform(({ dataset, addIssue, NEVER }): StoreAddress => {
    const parsed = parse(dataset.value);
    if (typeof parsed !== "string") return parsed;
    addIssue({ message: `${parsed}; it looks like ${form}` });
    return NEVER;
  }),
);

/** What is wrong, in words. */
function parse(text: string): StoreAddress | string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !["postgres:", "postgresql:"].includes(url.protocol)) {
    return "is no address of a PostgreSQL database";
  }
  const decoded = decode([url.username, url.password, url.pathname.slice(1)]);
  if (decoded === null) return "has a % that is not followed by two digits";
  const [user = "", password = "", database = ""] = decoded;
  if (url.hostname === "") return "names no host";
  if (user === "") return "names no user";
  if (database === "") return "names no database";
  const [other] = [...url.searchParams.keys()].filter((name) => name !== "sslmode");
  if (other !== undefined) return `has «${other}», which is not known here: only sslmode is`;
  const named = url.searchParams.get("sslmode") ?? "prefer";
  const tls = modes.find((mode) => mode === named);
  if (tls === undefined) return `has sslmode=${named}: it is one of ${modes.join(", ")}`;
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 5_432 : Number(url.port),
    database,
    user,
    password: password === "" ? null : password,
    tls,
  };
}

function decode(parts: readonly string[]): readonly string[] | null {
  try {
    return parts.map(decodeURIComponent);
  } catch (thrown) {
    if (thrown instanceof URIError) return null;
    throw thrown;
  }
}

/** The address again, without its password. */
export function addressText({ tls, ...address }: Omit<StoreAddress, "password">): string {
  return tls === "prefer" ? shownAddress(address) : `${shownAddress(address)}?sslmode=${tls}`;
}

/** For people: the database alone. */
export function shownAddress(
  { host, port, database, user }: Omit<StoreAddress, "password" | "tls">,
): string {
  const named = host.includes(":") ? `[${host}]` : host;
  const at = port === 5_432 ? named : `${named}:${port}`;
  return `postgres://${encodeURIComponent(user)}@${at}/${encodeURIComponent(database)}`;
}
