import { SyncError } from "@/domain/errors.ts";
import type { ListShare } from "@/ports/list_store.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";
import type { Connections } from "@/adapters/postgres/connections.ts";
import type { Database, Row } from "@/adapters/postgres/database.ts";
import { arrayOf } from "@/adapters/postgres/literals.ts";
import { hostOf } from "@/adapters/postgres/service_name.ts";

interface SpreadDeps {
  readonly db: Database;
  readonly service: string;
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
}

/** Spreads lists over the services that have them. */
interface Spreading extends Disposable, Pick<Connections, "spread"> {}

const lookMs = 2_000;
/** Of a wish, which is said again at each look; a list that was let go of is kept so long for one that is gone. */
const wishMs = 6_000;
/** What its owner has not let go of by then is left to it: it may know nothing of wishes. */
const patienceMs = 30_000;
/** That one service waits for, and that one lets go of. */
const mostAtOnce = 4;

const counts = `SELECT service, count(*) AS owned FROM vikunja_sync.lists
  WHERE service <> '' AND NOT released AND until > clock_timestamp() GROUP BY service`;

const wishes = `SELECT list, service, wanted_by, released FROM vikunja_sync.lists
  WHERE wanted_until > clock_timestamp() AND (released OR service <> wanted_by)`;

const wish = `UPDATE vikunja_sync.lists SET wanted_by = $1,
    wanted_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
  WHERE NOT released AND wanted_until <= clock_timestamp() AND list IN (
    SELECT list FROM vikunja_sync.lists
    WHERE service = ANY($3::text[]) AND list = ANY($4::text[]) AND NOT released
      AND wanted_until <= clock_timestamp() ORDER BY random() LIMIT $5::bigint
  ) RETURNING list`;

const again = `UPDATE vikunja_sync.lists
  SET wanted_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
  WHERE wanted_by = $1 AND wanted_until > clock_timestamp() AND list = ANY($3::text[])`;

interface Wish {
  readonly list: string;
  readonly owner: string;
  readonly by: string;
  /** Nobody has it any more. */
  readonly isReleased: boolean;
}

/**
 * Whoever has fewer asks for lists of the one that has the most, and that one lets go of them, a few at a time, each
 * where it still has at least two more than whoever asks. Invariant: what is handed over brings the two nearer to each
 * other, so that it comes to an end, however many there are.
 */
export function spreadLists({ db, service, runtime }: SpreadDeps): Spreading {
  const shares = new Map<string, ListShare>();
  /** What this service waits for, and since when. */
  const asked = new Map<string, number>();
  const leaving = new Set<string>();
  let looks: Disposable | null = null;
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const [counted, found] = await Promise.all([db.query(counts), db.query(wishes)]);
      const owned = new Map(counted.map((row) => [String(row["service"]), Number(row["owned"])]));
      const all = found.map(wishIn);
      letGo(owned, all);
      await ask(owned, all.filter(({ by }) => by === service));
    } catch (thrown) {
      // Said by whoever needs the database; until it is there again the lists stay where they are.
      if (!(thrown instanceof SyncError)) throw thrown;
    } finally {
      isLooking = false;
    }
  }

  function letGo(owned: ReadonlyMap<string, number>, all: readonly Wish[]): void {
    const ours = all.filter(({ owner, isReleased }) => owner === service && !isReleased);
    const still = new Set(ours.map(({ list }) => list));
    for (const list of leaving) if (!still.has(list)) leaving.delete(list);
    const ownedBy = ({ by }: Wish) => owned.get(by) ?? 0;
    for (const { list, by } of ours.toSorted((a, b) => ownedBy(a) - ownedBy(b))) {
      if (leaving.size >= mostAtOnce) return;
      const share = shares.get(list);
      if (share === undefined || leaving.has(list)) continue;
      const coming = all.filter((each) =>
        each.by === by && (each.isReleased || leaving.has(each.list))
      );
      const left = (owned.get(service) ?? 0) - leaving.size;
      if (left - ((owned.get(by) ?? 0) + coming.length) < 2) continue;
      leaving.add(list);
      share.handOver(hostOf(by));
    }
  }

  async function ask(owned: ReadonlyMap<string, number>, own: readonly Wish[]): Promise<void> {
    const now = runtime.elapsed();
    const waiting = new Set(own.map(({ list }) => list));
    for (const list of asked.keys()) if (!waiting.has(list)) asked.delete(list);
    const kept = own.filter(({ list, isReleased }) =>
      shares.get(list)?.isFit() === true &&
      (isReleased || now - (asked.get(list) ?? 0) < patienceMs)
    );
    if (kept.length > 0) {
      await db.query(again, [service, wishMs, arrayOf(kept.map(({ list }) => list))]);
    }
    const fit = [...shares].filter(([, share]) => share.isFit()).map(([list]) => list);
    const mine = (owned.get(service) ?? 0) + own.length;
    const others = [...owned].filter(([other]) => other !== service);
    const all = others.reduce((sum, [, count]) => sum + count, owned.get(service) ?? 0);
    const share = Math.ceil(all / (others.length + 1));
    const richer = others.filter(([, count]) => count >= share && count - mine >= 2);
    const wanted = richer.length === 0 ? 0 : Math.min(mostAtOnce - own.length, share - mine);
    if (wanted <= 0 || fit.length === 0) return;
    const from = arrayOf(richer.map(([other]) => other));
    const given = await db.query(wish, [service, wishMs, from, arrayOf(fit), wanted]);
    for (const { list } of given) asked.set(String(list), now);
  }

  return {
    spread(list, share) {
      shares.set(list, share);
      looks ??= every(runtime, lookMs, () => void look());
      return {
        [Symbol.dispose]() {
          if (shares.get(list) === share) shares.delete(list);
          if (shares.size > 0) return;
          looks?.[Symbol.dispose]();
          looks = null;
        },
      };
    },
    [Symbol.dispose]: () => looks?.[Symbol.dispose](),
  };
}

function wishIn(row: Row): Wish {
  return {
    list: String(row["list"]),
    owner: String(row["service"]),
    by: String(row["wanted_by"]),
    isReleased: row["released"] === true,
  };
}
