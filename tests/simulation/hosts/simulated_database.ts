import type { Database, Row } from "@/adapters/postgres/database.ts";
import { databaseError } from "@/adapters/postgres/database_errors.ts";
import type { SyncError } from "@/domain/errors.ts";
import { createSharedView } from "@tests/simulation/hosts/shared_view.ts";
import { carryOut, emptyTables, type Tables } from "@tests/simulation/hosts/tables.ts";
import type { LogPlace } from "@tests/simulation/log_place.ts";
import type { Life, SimulatedTime } from "@tests/simulation/simulated_time.ts";
import { takes } from "@tests/simulation/takes.ts";

/** How one host reaches the database. */
interface Link {
  readonly host: string;
  readonly life: Life;
  /** Nothing goes either way, for now. */
  isCut(): boolean;
}

/** What takes the place of a primary. */
export type Successor =
  /** It starts again: all that it had stored is there. */
  | { readonly kind: "itself" }
  /** All that it had answered is there; of what it had not, some may be. */
  | { readonly kind: "synchronous standby"; readonly aheadMs: number }
  /** What was stored in the last moments is gone, answered or not. */
  | { readonly kind: "asynchronous standby"; readonly aheadMs: number; readonly lostMs: number };

/** A database that many hosts reach, which has one list. */
export interface SimulatedDatabase {
  readonly place: Pick<LogPlace, "copy" | "look">;
  connect(link: Link): Database;
  /** Calls after each append that a host other than that hears of. */
  hear(link: Link, call: () => void): Disposable;
  /** The primary is gone, and something else in its place after that time. */
  lose(downMs: number, successor: Successor): void;
  isUp(): boolean;
  /** Nobody is down any more. */
  heal(): void;
  /** Who took the list last; `null`: nobody yet. */
  owner(): { readonly host: string; readonly isAlive: boolean } | null;
  /** What was stored by a host that had not the list. */
  readonly faults: readonly string[];
  readonly hasLost: boolean;
}

const usualAnswerMs = 10_000;
const againMs = 200;
const shownAs = "postgres://u@h/d";

interface Version {
  readonly tables: Tables;
  readonly atMs: number;
  isAnswered: boolean;
}

export function createSimulatedDatabase(
  { elsewhere }: Pick<SimulatedTime, "elsewhere">,
): SimulatedDatabase {
  const view = createSharedView();
  const faults: string[] = [];
  const hearing = new Set<() => void>();
  let versions: Version[] = [{ tables: emptyTables, atMs: 0, isAnswered: true }];
  let [aheadMs, generation, hasLost, isUp] = [0, 0, false, true];
  const tables = () => versions.at(-1)?.tables ?? emptyTables;
  const nowMs = () => elsewhere.elapsed() + aheadMs;
  const latency = () => Math.ceil(elsewhere.random() ** 3 * 30);

  function store(next: Tables, { host }: Link): Version {
    const added = next.events.slice(tables().events.length);
    const version = { tables: next, atMs: elsewhere.elapsed(), isAnswered: false };
    if (added.length > 0 && next.list?.["host"] !== host) {
      faults.push(`${host} stores events in a list that ${next.list?.["host"]} has`);
    }
    versions = [...versions.slice(-200), version];
    view.add(added);
    if (added.length > 0) { for (const call of hearing) elsewhere.after(latency(), call); }
    return version;
  }

  /** On its own time: whoever asked may be over by then. */
  async function carried(link: Link, sql: string, given: readonly (string | number | null)[]) {
    const born = generation;
    const way = async () => {
      await takes(elsewhere, latency());
      // What is on its way is sent again until it arrives, whoever has given it up meanwhile.
      while (link.isCut()) await takes(elsewhere, againMs);
      if (!isUp || generation !== born) throw reset();
    };
    await way();
    const before = tables();
    const done = carryOut(before, sql, given, nowMs());
    const version = done.tables === before ? null : store(done.tables, link);
    await way();
    if (version !== null) version.isAnswered = true;
    return done.rows;
  }

  function succeed(successor: Successor, lostAtMs: number): void {
    generation++;
    isUp = true;
    switch (successor.kind) {
      case "itself":
        return;
      case "synchronous standby": {
        aheadMs = successor.aheadMs;
        const last = versions.findLastIndex(({ isAnswered }) => isAnswered);
        const unsure = versions.length - 1 - last;
        return keep(last + Math.floor(elsewhere.random() * (unsure + 1)));
      }
      case "asynchronous standby": {
        aheadMs = successor.aheadMs;
        const untilMs = lostAtMs - successor.lostMs;
        return keep(Math.max(0, versions.findLastIndex(({ atMs }) => atMs <= untilMs)));
      }
    }
  }

  function keep(last: number): void {
    const had = tables().events.length;
    versions = versions.slice(0, last + 1);
    const { events } = tables();
    if (events.length === had) return;
    hasLost ||= true;
    view.begin(events);
  }

  return {
    place: view.place,
    connect: (link) => ({
      shownAs,
      async query(sql, parameters = [], answerMs = usualAnswerMs) {
        const { runtime } = link.life;
        const silence = Promise.withResolvers<readonly Row[]>();
        using _limit = runtime.after(answerMs, () => silence.reject(databaseAway("no answer")));
        const answer = carried(link, sql, parameters).catch((thrown) => {
          throw databaseError(thrown, databasePlace);
        });
        answer.catch(() => {});
        return await link.life.waiting(Promise.race([answer, silence.promise]));
      },
      run: () => Promise.reject(new Error("The tables are there")),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
    hear({ isCut, life }, call) {
      const heard = () => isCut() || !isUp ? undefined : life.runtime.after(0, call);
      hearing.add(heard);
      return { [Symbol.dispose]: () => void hearing.delete(heard) };
    },
    lose(downMs, successor) {
      generation++;
      isUp = false;
      const lost = generation;
      const atMs = elsewhere.elapsed();
      elsewhere.after(downMs, () => lost === generation ? succeed(successor, atMs) : undefined);
    },
    isUp: () => isUp,
    heal() {
      if (!isUp) succeed({ kind: "itself" }, elsewhere.elapsed());
    },
    owner() {
      const { list } = tables();
      const host = String(list?.["host"] ?? "");
      return host === "" ? null : {
        host,
        isAlive: list?.["released"] !== true && Number(list?.["until"]) > nowMs(),
      };
    },
    faults,
    get hasLost() {
      return hasLost;
    },
  };
}

export const databasePlace = {
  host: "h",
  port: 5_432,
  database: "d",
  user: "u",
  password: null,
  tls: "prefer",
  shownAs,
} as const;

function reset(): Error {
  return Object.assign(new Error("connection reset by peer"), { code: "ECONNRESET" });
}

function databaseAway(why: string): SyncError {
  return databaseError(
    Object.assign(new Error(why), { code: "CONNECT_TIMEOUT" }),
    databasePlace,
  );
}
