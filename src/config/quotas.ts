import { configError, type Problem } from "@/config/problem.ts";
import { nearest } from "@/config/nearest.ts";

/** What one list of many may have; `null`: as much as it takes. */
export interface Quota {
  /** On both sides. */
  readonly tasks: number | null;
  /** Of its log's file. */
  readonly logMb: number | null;
  /** Of webhooks. */
  readonly deliveriesPerMinute: number | null;
}

/** Of a list by its name. */
export type Quotas = (list: string) => Quota;

const names = {
  tasks: "tasks",
  log_mb: "logMb",
  deliveries_per_minute: "deliveriesPerMinute",
} as const satisfies Record<string, keyof Quota>;

const unlimited: Quota = { tasks: null, logMb: null, deliveriesPerMinute: null };

export const noQuotas: Quotas = () => unlimited;

/**
 * What the service's file says: a table `quota`, and in it one for each list that has another, `quota.anna`.
 * @throws {SyncError} `CONFIG` with every problem there is.
 */
export async function readQuotas(path: string, text: string): Promise<Quotas> {
  const { parse, TomlError } = await import("smol-toml");
  const problems: Problem[] = [];
  const wrong = (what: string, mend: string | null = null) =>
    problems.push({ where: path, what, mend });

  function quotaIn(table: Readonly<Record<string, unknown>>, at: string, usual: Quota): Quota {
    const found: Record<keyof Quota, number | null> = { ...usual };
    for (const [key, value] of Object.entries(table)) {
      if (!isName(key)) wrong(`unknown key "${at}.${key}"`, meant(key));
      else if (!isAmount(value)) wrong(`${at}.${key} must be a whole number from 1`);
      else found[names[key]] = value;
    }
    return found;
  }

  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const where = `${path}:${error.line}:${error.column}`;
    throw configError([{ where, what: error.message.split("\n")[0] ?? "is no TOML", mend: null }]);
  }
  const { quota = {}, store: _store, store_password_file: _password, ...others } = table;
  for (const key of Object.keys(others)) {
    wrong(`unknown key "${key}"`, 'known are the table "quota", store and store_password_file');
  }
  if (!isTable(quota)) throw configError([{ where: path, what: "quota is no table", mend: null }]);
  const entries = Object.entries(quota);
  const usual = quotaIn(
    Object.fromEntries(entries.filter(([, value]) => !isTable(value))),
    "quota",
    unlimited,
  );
  const own = new Map(
    entries.flatMap(([list, value]) =>
      isTable(value) ? [[list, quotaIn(value, `quota.${list}`, usual)]] : []
    ),
  );
  if (problems.length > 0) throw configError(problems);
  return (list) => own.get(list) ?? usual;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
}

function isName(key: string): key is keyof typeof names {
  return Object.hasOwn(names, key);
}

function isAmount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

function meant(key: string): string {
  const known = nearest(key.replaceAll("-", "_"), Object.keys(names));
  return known === null ? `known are ${Object.keys(names).join(", ")}` : `did you mean "${known}"?`;
}
