import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";
import { channel, type Connections, payloadOf } from "@/adapters/postgres/connections.ts";
import type { Database, Row } from "@/adapters/postgres/database.ts";
import { settlesInMs } from "@/adapters/postgres/lease.ts";
import { listen } from "@/adapters/postgres/listening.ts";
import { arrayOf } from "@/adapters/postgres/literals.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";

interface WatchDeps {
  readonly db: Database;
  /** See {@link Connections.service}. */
  readonly service: string;
  readonly place: DatabasePlace;
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
}

/** Looks at many lists at once for those that wait for something. */
interface Watching extends Disposable, Pick<Connections, "hear"> {}

interface Watcher {
  readonly list: string;
  readonly onCall: () => void;
  /** Where the log ended when that was last told; `null`: it was not looked at. */
  told: string | null;
  toldAt: number;
}

const lookMs = 1_000;
/** Who stands by reads what is new so often; the rest of it when the list is taken over. */
const followMs = 10_000;

/** Whether a list can be taken, and where its log ends. */
const stands = `SELECT list, concat_ws(' ', id, head) AS stand,
    (released OR until + $2::bigint * interval '1 millisecond' <= clock_timestamp())
      AND (wanted_by = $3 OR wanted_until <= clock_timestamp()) AS free
  FROM vikunja_sync.lists WHERE list = ANY($1::text[])`;

const asked = `SELECT DISTINCT list FROM vikunja_sync.requests
  WHERE list = ANY($1::text[]) AND answer IS NULL`;

export function watchLists({ db, service, place, runtime }: WatchDeps): Watching {
  const standingBy = new Set<Watcher>();
  const answering = new Map<string, Set<Watcher>>();
  let looks: Disposable | null = null;
  let listening: Disposable | null = null;
  let isLooking = false;
  /** What happened meanwhile is unknown. */
  let isBlind = false;
  let isClosed = false;

  const answerers = () => [...answering.values()].flatMap((each) => [...each]);

  function tell(watcher: Watcher): void {
    watcher.toldAt = runtime.elapsed();
    watcher.onCall();
  }

  async function look(): Promise<void> {
    if (isLooking || isClosed) return;
    isLooking = true;
    try {
      const [found, waiting] = await Promise.all([
        ask(stands, [...standingBy], [settlesInMs, service]),
        ask(asked, answerers(), []),
      ]);
      for (const { list } of waiting) answering.get(String(list))?.forEach(tell);
      const rows = new Map(found.map((row) => [String(row["list"]), row]));
      for (const watcher of standingBy) {
        if (isBlind || isWorthALook(watcher, rows.get(watcher.list))) tell(watcher);
      }
      isBlind = false;
    } catch (thrown) {
      if (!(thrown instanceof SyncError)) throw thrown;
      // They look by themselves, now and then, and say what is wrong.
      isBlind = true;
    } finally {
      isLooking = false;
    }
  }

  async function ask(
    sql: string,
    watchers: readonly Watcher[],
    more: readonly (number | string)[],
  ) {
    if (watchers.length === 0) return [];
    return await db.query(sql, [arrayOf(watchers.map(({ list }) => list)), ...more]);
  }

  function isWorthALook(watcher: Watcher, row: Row | undefined): boolean {
    if (row === undefined || row["free"] === true) return true;
    const stand = String(row["stand"]);
    const isNew = watcher.told !== null && watcher.told !== stand;
    if (isNew && runtime.elapsed() - watcher.toldAt < followMs) return false;
    watcher.told = stand;
    return isNew;
  }

  function begin(): void {
    looks ??= every(runtime, lookMs, () => void look());
    if (answering.size > 0) {
      listening ??= listen({ place, channel, runtime }, (heard) => {
        const prefix = payloadOf("requests", "");
        if (heard.startsWith(prefix)) answering.get(heard.slice(prefix.length))?.forEach(tell);
      });
    }
  }

  function rest(): void {
    if (answering.size === 0) {
      listening?.[Symbol.dispose]();
      listening = null;
    }
    if (answering.size > 0 || standingBy.size > 0) return;
    looks?.[Symbol.dispose]();
    looks = null;
  }

  return {
    hear(about, list, onCall) {
      const watcher: Watcher = { list, onCall, told: null, toldAt: -Infinity };
      const among = about === "events" ? standingBy : answering.get(list) ?? new Set();
      among.add(watcher);
      if (about === "requests") answering.set(list, among);
      begin();
      return {
        [Symbol.dispose]() {
          among.delete(watcher);
          if (about === "requests" && among.size === 0) answering.delete(list);
          rest();
        },
      };
    },
    [Symbol.dispose]() {
      isClosed = true;
      looks?.[Symbol.dispose]();
      listening?.[Symbol.dispose]();
    },
  };
}
