import { eventColumns, type EventRow } from "@/ports/event_row.ts";
import type { Row } from "@/adapters/postgres/database.ts";
import { meets } from "@tests/simulation/hosts/conditions.ts";

type Parameters = readonly (string | number | null)[];
type Cells = Readonly<Record<string, string | number | boolean | null>>;

/** What the database has of the one list there is; nothing of it is changed in place. */
export interface Tables {
  /** `until`: ms on its clock; `null`: nobody has asked for the list yet. */
  readonly list: Cells | null;
  readonly events: readonly EventRow[];
  readonly links: ReadonlyMap<number, string | null>;
}

export const emptyTables: Tables = { list: null, events: [], links: new Map() };

/** What a statement answers, and what is there then. */
interface Done {
  readonly rows: readonly Row[];
  readonly tables: Tables;
}

/**
 * Carries out the statements of a lease and of the log of a list, by their conditions as they are written. Whether it
 * answers as PostgreSQL does: `tests/support/simulated_beside.ts`.
 * @throws {Error} for a statement that is not known here.
 */
export function carryOut(tables: Tables, sql: string, given: Parameters, nowMs: number): Done {
  const text = sql.replace(/\s+/g, " ").trim();
  const unchanged = (...rows: readonly Row[]): Done => ({ rows, tables });
  if (text.includes("to_regclass")) return unchanged({ known: true });
  if (text.startsWith("SELECT pg_notify")) return unchanged();
  if (text.startsWith("SELECT value FROM vikunja_sync.about")) return unchanged({ value: "1" });
  if (text.startsWith("INSERT INTO vikunja_sync.lists")) {
    return { rows: [], tables: { ...tables, list: tables.list ?? newList(given, nowMs) } };
  }
  if (tables.list === null) return unchanged();
  if (text.startsWith("SELECT id, head, host")) return unchanged(look(tables.list, given, nowMs));
  if (text.startsWith("SELECT head, epoch, until > clock")) {
    return unchanged(stand(tables, given, nowMs));
  }
  if (text.startsWith(`SELECT ${eventColumns.join(", ")} FROM vikunja_sync.events`)) {
    return unchanged(...page(tables, given));
  }
  if (text.startsWith("UPDATE vikunja_sync.lists AS l SET until")) {
    return renewed(tables, tables.list, { text, given, nowMs });
  }
  const [, set = "", where = "", returning] =
    /UPDATE vikunja_sync\.lists SET (.*?) WHERE (.*?)(?: RETURNING ([\w, ]+).*)?$/.exec(text) ?? [];
  if (set === "") throw new Error(`The simulated database does not know the statement ${text}`);
  if (!meets(where, { columns: tables.list, parameters: given, nowMs })) return unchanged();
  const list = { ...tables.list, ...changed(set, tables.list, given, nowMs) };
  const row = Object.fromEntries((returning?.trim().split(", ") ?? []).map((name) => [
    name,
    list[name as keyof typeof list],
  ]));
  if (!text.startsWith("WITH head")) {
    return { rows: returning === undefined ? [] : [row], tables: { ...tables, list } };
  }
  return append({ ...tables, list }, given);
}

/** Of the one list that there is. */
function renewed(
  tables: Tables,
  list: Cells,
  { text, given, nowMs }: {
    readonly text: string;
    readonly given: Parameters;
    readonly nowMs: number;
  },
): Done {
  const [, where = ""] = / WHERE (.*) RETURNING l\.list$/.exec(text) ?? [];
  const [[name = null] = [], [epoch = null] = [], [ms = null] = []] = given.map(elements);
  const parameters = [name, epoch];
  const condition = where.replaceAll("l.", "").replace("r.list", "$1").replace("r.epoch", "$2");
  if (!meets(condition, { columns: list, parameters, nowMs })) return { rows: [], tables };
  const until = nowMs + Number(ms);
  return { rows: [{ list: name }], tables: { ...tables, list: { ...list, until } } };
}

function newList([list, id]: Parameters, nowMs: number): Cells {
  return {
    list: list ?? "",
    id: id ?? "",
    head: 0,
    epoch: 0,
    until: nowMs,
    released: true,
    owner: "",
    host: "",
    state_dir: "",
    command: "",
    pid: 0,
    moved_to: null,
    service: "",
    wanted_by: "",
    wanted_until: 0,
  };
}

/** `a = …, b = …`, as those statements have it. */
function changed(set: string, list: Cells, given: Parameters, nowMs: number): Cells {
  return Object.fromEntries(
    set.split(", ").map((part) => {
      const [name = "", value = ""] = part.split(/ = (.*)/s);
      const parameter = /^\$(\d+)(?:::bigint)?$/.exec(value);
      if (parameter !== null) return [name, given[Number(parameter[1]) - 1] ?? null];
      const either = /^CASE WHEN (\w+) = \$(\d+) THEN clock_timestamp\(\) ELSE (\w+) END$/.exec(
        value,
      );
      if (either !== null) {
        const [, column = "", at, other = ""] = either;
        const isSo = list[column] === given[Number(at) - 1];
        return [name, isSo ? nowMs : list[other] ?? null];
      }
      const more = /^(\w+) \+ (?:\$(\d+)::bigint|1)$/.exec(value);
      if (more !== null) {
        const by = more[2] === undefined ? 1 : Number(given[Number(more[2]) - 1]);
        return [name, Number(list[more[1] ?? ""]) + by];
      }
      const from = /^clock_timestamp\(\)(?: \+ \$(\d+)::bigint \* interval '1 millisecond')?$/
        .exec(value);
      if (from !== null) {
        return [name, nowMs + (from[1] === undefined ? 0 : Number(given[Number(from[1]) - 1]))];
      }
      if (value === "true" || value === "false") return [name, value === "true"];
      throw new Error(`The simulated database does not know how to set ${part}`);
    }),
  );
}

function look(list: Cells, [, settlesInMs]: Parameters, nowMs: number): Row {
  const untilMs = Number(list["until"]);
  const free_in = Math.max(0, Number(settlesInMs) + untilMs - nowMs);
  const { id, head, host, state_dir, command, pid, moved_to, released, wanted_by } = list;
  const alive = untilMs > nowMs;
  const owner = { host, state_dir, command, pid };
  return { id, head, ...owner, moved_to, released, wanted_by, free_in, alive };
}

function stand({ list, events }: Tables, [, position]: Parameters, nowMs: number): Row {
  const at = events[Number(position) - 1];
  return {
    head: list?.["head"],
    epoch: list?.["epoch"],
    alive: Number(list?.["until"]) > nowMs,
    last: at === undefined ? null : `${at.streamId} ${at.version} ${at.sum}`,
  };
}

function page({ events }: Tables, [, after, limit]: Parameters): readonly Row[] {
  return events.slice(Number(after), Number(after) + Number(limit)).map((row) => ({
    position: row.position,
    stream_id: row.streamId,
    version: row.version,
    previous: row.previous,
    type: row.type,
    schema: row.schema,
    recorded_at: row.recordedAt,
    data: row.data,
    sum: row.sum,
  }));
}

/** The row of the list has moved already. */
function append(tables: Tables, given: Parameters): Done {
  const columns = given.slice(4, 13).map(elements);
  const rows = (columns[0] ?? []).map((_, at): EventRow => ({
    position: Number(columns[0]?.[at]),
    streamId: String(columns[1]?.[at]),
    version: Number(columns[2]?.[at]),
    previous: Number(columns[3]?.[at]),
    type: String(columns[4]?.[at]),
    schema: Number(columns[5]?.[at]),
    recordedAt: String(columns[6]?.[at]),
    data: String(columns[7]?.[at]),
    sum: Number(columns[8]?.[at]),
  }));
  const links = new Map(tables.links);
  const [ids = [], to = [], from = []] = given.slice(13, 16).map(elements);
  for (const [at, id] of ids.entries()) {
    const isAsTaken = !links.has(Number(id)) || links.get(Number(id)) === (from[at] ?? null);
    if (!isAsTaken) throw Object.assign(new Error("division by zero"), { code: "22012" });
    links.set(Number(id), to[at] ?? null);
  }
  const known = new Set(tables.events.map(({ streamId, version }) => `${streamId} ${version}`));
  if (rows.some(({ streamId, version }) => known.has(`${streamId} ${version}`))) {
    throw Object.assign(new Error("duplicate key value"), { code: "23505" });
  }
  return {
    rows: [{ head: tables.list?.["head"], fits: 1, stored: rows.length }],
    tables: { ...tables, events: [...tables.events, ...rows], links },
  };
}

/** Of an array as it is written for PostgreSQL. */
function elements(text: string | number | null | undefined): readonly (string | null)[] {
  const found = String(text).slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,]+/gs) ?? [];
  return found.map((each) =>
    each === "NULL"
      ? null
      : each.startsWith('"')
      ? each.slice(1, -1).replace(/\\(.)/gs, "$1")
      : each
  );
}
