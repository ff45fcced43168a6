import postgres from "postgres";
import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { databaseError, elsewhere } from "@/adapters/postgres/database_errors.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";

type Parameter = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

export interface Database extends AsyncDisposable {
  readonly shownAs: string;
  /**
   * One statement, which is a transaction of its own.
   * @throws {SyncError} `STORE_UNAVAILABLE` (retryable): whether it was carried out is unknown; `CONFIG`: not allowed;
   * `LOG_DAMAGED`: a rule of the tables refuses it.
   */
  query(
    sql: string,
    parameters?: readonly Parameter[],
    answerMs?: number,
  ): Promise<readonly Row[]>;
  /** Several statements without parameters or results. */
  run(sql: string): Promise<void>;
}

/** For a statement and its answer; a large batch takes tens of milliseconds. */
const usualAnswerMs = 10_000;
const connectS = 5;

type Sql = ReturnType<typeof postgres>;

/** A connection that does not answer is given up, and another one made with the next statement: to the next host. */
export function openDatabase(
  place: DatabasePlace,
  runtime: Pick<Runtime, "after">,
  mostConnections = 2,
): Database {
  const hosts = hostsOf(place);
  let sql = connect(hosts.next(), { max: mostConnections });
  let isClosed = false;

  function giveUp(asked: Sql): void {
    if (sql === asked && !isClosed) sql = connect(hosts.next(), { max: mostConnections });
    void asked.end({ timeout: 0 });
  }

  /** Where a host has carried out nothing for sure, the next one is asked. */
  async function ask(
    begin: (sql: Sql) => Promise<readonly Row[]>,
    answerMs = usualAnswerMs,
  ): Promise<readonly Row[]> {
    for (let left = hosts.count - 1;; left--) {
      if (isClosed) throw new SyncError("ABORTED", `Cannot use ${place.shownAs}: it is closed`);
      const asked = sql;
      try {
        return await answerOf(asked, begin, answerMs);
      } catch (thrown) {
        const where = elsewhere(thrown);
        if (hosts.count > 1 && where !== "here") giveUp(asked);
        if (left === 0 || where !== "nothing done here") throw databaseError(thrown, place);
      }
    }
  }

  async function answerOf(
    asked: Sql,
    begin: (sql: Sql) => Promise<readonly Row[]>,
    answerMs: number,
  ): Promise<readonly Row[]> {
    const silence = Promise.withResolvers<never>();
    using _limit = runtime.after(answerMs, () => {
      giveUp(asked);
      silence.reject(Object.assign(new Error("no answer"), { code: "NO_ANSWER" }));
    });
    return await Promise.race([begin(asked), silence.promise]);
  }

  return {
    shownAs: place.shownAs,
    query: (text, parameters = [], answerMs = usualAnswerMs) =>
      ask(async (sql) => await sql.unsafe(text, [...parameters], { prepare: true }), answerMs),
    async run(text) {
      await ask(async (sql) => {
        await sql.unsafe(text).simple();
        return [];
      });
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await sql.end({ timeout: 0.2 });
    },
  };
}

/** Of a database that several hosts have, of which one takes writes: one after the other, and again. */
export function hostsOf(place: DatabasePlace) {
  const all = [place, ...place.others ?? []];
  let at = 0;
  return {
    count: all.length,
    next: (): DatabasePlace => ({ ...place, ...all[at++ % all.length] }),
  };
}

interface Special {
  readonly max?: number;
  readonly onnotify?: (channel: string, payload: string) => void;
  readonly onclose?: () => void;
}

/** Every option is said, so that nothing is looked for in the environment. */
export function connect(
  { host, port, database, user, password, tls }: DatabasePlace,
  special: Special = {},
): Sql {
  const options = {
    host,
    port,
    database,
    user,
    password: () => password ?? "",
    ssl: tls === "disable" ? false : tls,
    max: 2,
    sslnegotiation: null,
    idle_timeout: undefined,
    connect_timeout: connectS,
    max_lifetime: null,
    max_pipeline: 100,
    backoff: () => 0,
    keep_alive: 10,
    prepare: true,
    debug: false,
    fetch_types: false,
    publications: "alltables",
    target_session_attrs: "read-write" as const,
    connection: { application_name: "vikunja-sync", statement_timeout: usualAnswerMs },
    onnotice: () => {},
    ...special,
  };
  return postgres(options);
}
