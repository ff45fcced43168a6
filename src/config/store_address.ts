import * as v from "valibot";
import { text } from "@/config/setting_forms.ts";

const modes = ["disable", "prefer", "require", "verify-full"] as const;

interface StoreHost {
  readonly host: string;
  readonly port: number;
}

/** A database as its address names it. */
export interface StoreAddress {
  readonly host: string;
  readonly port: number;
  /** Tried in turn; without: there is one host. */
  readonly others?: readonly StoreHost[];
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
  const [url = null, ...others] = urlsOf(text);
  if (url === null || !["postgres:", "postgresql:"].includes(url.protocol)) {
    return "is no address of a PostgreSQL database";
  }
  const decoded = decode([url.username, url.password, url.pathname.slice(1)]);
  if (decoded === null) return "has a % that is not followed by two digits";
  const [user = "", password = "", database = ""] = decoded;
  if ([url, ...others].some(({ hostname }) => hostname === "")) return "names no host";
  if (user === "") return "names no user";
  if (database === "") return "names no database";
  const { searchParams } = url;
  const [other] = [...searchParams.keys()].filter((name) => !parameters.includes(name));
  if (other !== undefined) {
    return `has «${other}», which is not known here: only ${parameters.join(" and ")} are`;
  }
  const attributes = searchParams.get("target_session_attrs") ?? "read-write";
  if (attributes !== "read-write") {
    return `has target_session_attrs=${attributes}: it is read-write, whether it is said or not`;
  }
  const named = searchParams.get("sslmode") ?? "prefer";
  const tls = modes.find((mode) => mode === named);
  if (tls === undefined) return `has sslmode=${named}: it is one of ${modes.join(", ")}`;
  return {
    ...hostOf(url),
    ...others.length === 0 ? {} : { others: others.map(hostOf) },
    database,
    user,
    password: password === "" ? null : password,
    tls,
  };
}

const parameters: readonly string[] = ["sslmode", "target_session_attrs"];

/** One for each host that it names, separated by commas; none: it is no address. */
function urlsOf(text: string): readonly URL[] {
  const [, before = "", hosts = "", after = ""] =
    /^(\w+:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/s.exec(text) ?? [];
  const all = hosts.split(",").map((host) => `${before}${host}${after}`);
  return all.every((each) => URL.canParse(each)) ? all.map((each) => new URL(each)) : [];
}

function hostOf({ hostname, port }: URL): StoreHost {
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? 5_432 : Number(port),
  };
}

/** The password as an address holds it, as it is written; empty: it holds none. */
export function writtenPassword(text: string): string {
  return urlsOf(text)[0]?.password ?? "";
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
  { host, port, others = [], database, user }: Omit<StoreAddress, "password" | "tls">,
): string {
  const at = [{ host, port }, ...others].map(shownHost).join(",");
  return `postgres://${encodeURIComponent(user)}@${at}/${encodeURIComponent(database)}`;
}

function shownHost({ host, port }: StoreHost): string {
  const named = host.includes(":") ? `[${host}]` : host;
  return port === 5_432 ? named : `${named}:${port}`;
}
