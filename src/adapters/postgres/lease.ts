import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { ListLease, ListLook, ListOwner, TakenList } from "@/ports/list_store.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Connections } from "@/adapters/postgres/connections.ts";
import type { Database, Row } from "@/adapters/postgres/database.ts";
import { hostOf } from "@/adapters/postgres/service_name.ts";

/** Of the database's clock, and of nobody else's. */
const leaseTimes = {
  /** From each renewal on. */
  leaseMs: 15_000,
  renewEveryMs: 5_000,
  /** What was sent before the end is carried out by then: nobody takes the list over before. */
  settlesInMs: 10_000,
  /** Before its end the owner counts it as over. */
  marginMs: 2_000,
  againMs: 1_000,
};

export type LeaseTimes = typeof leaseTimes;

export const { settlesInMs } = leaseTimes;

interface LeaseDeps {
  readonly connections: Pick<Connections, "db" | "renew" | "service">;
  readonly list: string;
  /** Who asks, the same one each time it is started; a copy of it is another. */
  readonly identity: string;
  readonly owner: ListOwner;
  readonly runtime: Pick<Runtime, "after" | "uuid">;
  /** Milliseconds on a clock of this machine that goes on while it sleeps. */
  readonly nowMs: () => number;
  readonly times?: LeaseTimes;
  /** Also where its log was moved away. */
  readonly evenMoved?: boolean;
}

const make = `INSERT INTO vikunja_sync.lists(list, id, until) VALUES ($1, $2, clock_timestamp())
  ON CONFLICT (list) DO NOTHING`;

/**
 * Whoever had it last and is here again need not wait: its lock file says that it is alone. What is handed over to a
 * host is kept for it, until that has it.
 */
const take = `UPDATE vikunja_sync.lists SET
    epoch = epoch + 1, released = false, owner = $2, host = $3, state_dir = $4, command = $5,
    pid = $6::bigint, service = $10,
    wanted_until = CASE WHEN wanted_by = $10 THEN clock_timestamp() ELSE wanted_until END,
    until = clock_timestamp() + $7::bigint * interval '1 millisecond'
  WHERE list = $1 AND ($9::bigint = 1 OR moved_to IS NULL)
  AND ((owner = $2 AND NOT released) OR (
    (wanted_by = $10 OR wanted_until <= clock_timestamp()) AND (
      released OR until + $8::bigint * interval '1 millisecond' <= clock_timestamp()
    )
  )) RETURNING id, epoch, moved_to`;

const look =
  `SELECT id, head, host, state_dir, command, pid, moved_to, released, wanted_by, GREATEST(0, $2::bigint +
    extract(epoch FROM until - clock_timestamp()) * 1000) AS free_in,
    until > clock_timestamp() AS alive
  FROM vikunja_sync.lists WHERE list = $1`;

const release = `UPDATE vikunja_sync.lists SET released = true, until = clock_timestamp()
  WHERE list = $1 AND epoch = $2::bigint`;

/**
 * Asks once. @throws {SyncError} `STORE_UNAVAILABLE`; `CONFIG`: the list was moved away.
 */
export async function takeLease(deps: LeaseDeps): Promise<TakenList> {
  const { list, identity, owner, runtime, nowMs, times = leaseTimes, evenMoved = false } = deps;
  const { db, service } = deps.connections;
  await db.query(make, [list, runtime.uuid()]);
  const askedAt = nowMs();
  const { host, stateDir, command, pid } = owner;
  const [taken] = await db.query(take, [
    list,
    identity,
    host,
    stateDir,
    command,
    pid,
    times.leaseMs,
    times.settlesInMs,
    evenMoved ? 1 : 0,
    service,
  ]);
  if (taken === undefined) return { lease: null, ...await whoHas(deps) };
  const { id, epoch, moved_to } = taken;
  return {
    lease: keepLease({ ...deps, times }, String(id), Number(epoch), askedAt),
    owner: null,
    movedTo: moved_to === null ? null : String(moved_to),
  };
}

async function whoHas(
  { connections, list, times = leaseTimes, evenMoved = false }: LeaseDeps,
): Promise<Omit<Extract<TakenList, { lease: null }>, "lease">> {
  const { db } = connections;
  const [row] = await db.query(look, [list, times.settlesInMs]);
  const movedTo = evenMoved ? null : row?.["moved_to"] ?? null;
  if (movedTo !== null) {
    throw new SyncError(
      "CONFIG",
      `Cannot use the list ${list} at ${db.shownAs}: its log was moved to ${movedTo}`,
      {
        hint: "Take `store` out of the configuration there; or bring it back from there: " +
          "`vikunja-sync log move postgres`.",
      },
    );
  }
  return {
    owner: nextOwner(row ?? {}),
    freeInMs: Number(row?.["free_in"] ?? 0),
    log: { id: String(row?.["id"] ?? ""), head: Number(row?.["head"] ?? 0) },
  };
}

/** Nobody has what is kept for whoever is about to take it. */
function nextOwner(row: Row): ListOwner {
  if (row["released"] !== true) return ownerIn(row);
  return { ...ownerIn({}), host: hostOf(String(row["wanted_by"] ?? "")), command: "serve" };
}

function ownerIn(row: Row): ListOwner {
  return {
    host: String(row["host"] ?? ""),
    stateDir: String(row["state_dir"] ?? ""),
    command: String(row["command"] ?? ""),
    pid: Number(row["pid"] ?? 0),
  };
}

/** Nothing is taken by it, or made. */
export async function lookAtList(db: Database, list: string): Promise<ListLook> {
  const [row] = await db.query(look, [list, 0]);
  if (row === undefined) return { id: null, owner: null, movedTo: null };
  const isOwned = row["released"] !== true && row["alive"] === true;
  return {
    id: String(row["id"]),
    owner: isOwned ? ownerIn(row) : null,
    movedTo: row["moved_to"] === null ? null : String(row["moved_to"]),
  };
}

/** Invariant: its end here is not after its end on the database's clock, since each renewal counts from when it was asked for. */
function keepLease(
  { connections, list, runtime, nowMs, times }: LeaseDeps & { readonly times: LeaseTimes },
  id: string,
  epoch: number,
  takenAt: number,
): ListLease {
  const controller = new AbortController();
  const lost = Promise.withResolvers<SyncError>();
  let endsAt = takenAt + times.leaseMs - times.marginMs;
  let isOver = false;
  /** What the last renewal failed with; `null`: it did not, or is on its way. */
  let refusal: SyncError | null = null;
  let renewing: Disposable | null = null;
  let ending: Disposable | null = null;

  function over(why: string, cause: SyncError | null = null): SyncError {
    const error = new SyncError(
      "FENCED",
      `This host does not own the list ${list} any more: ${why}`,
      {
        retryable: true,
        cause,
        hint:
          "Nothing is lost: what was not sent is, by whoever owns it. `vikunja-sync status` says who.",
      },
    );
    if (isOver) return error;
    stop();
    controller.abort(error);
    lost.resolve(error);
    return error;
  }

  function stop(): void {
    isOver = true;
    renewing?.[Symbol.dispose]();
    ending?.[Symbol.dispose]();
  }

  const late = () =>
    over(
      refusal === null
        ? "the database did not answer in time"
        : `it could not be kept: ${refusal.message}`,
      refusal,
    );

  function armEnd(): void {
    ending?.[Symbol.dispose]();
    ending = runtime.after(Math.max(0, endsAt - nowMs()), () => {
      if (!isOver && nowMs() >= endsAt) late();
      else if (!isOver) armEnd();
    });
  }

  function renewIn(ms: number): void {
    renewing = runtime.after(ms, () => void renew());
  }

  async function renew(): Promise<void> {
    const askedAt = nowMs();
    try {
      const isOurs = await connections.renew({ list, epoch, leaseMs: times.leaseMs });
      if (isOver) return;
      refusal = null;
      if (!isOurs) return void over("it was renewed too late, or another host has taken it over");
      endsAt = askedAt + times.leaseMs - times.marginMs;
      armEnd();
      renewIn(times.renewEveryMs);
    } catch (thrown) {
      // Said once the time is over; until then it is asked again.
      refusal = asSyncError(thrown);
      if (!isOver) renewIn(times.againMs);
    }
  }

  armEnd();
  renewIn(times.renewEveryMs);
  return {
    id,
    epoch,
    signal: controller.signal,
    lost: lost.promise,
    lose: (why) => over(why),
    check() {
      if (!isOver && nowMs() >= endsAt) late();
      if (isOver) controller.signal.throwIfAborted();
    },
    async [Symbol.asyncDispose]() {
      if (isOver) return;
      stop();
      controller.abort(new SyncError("ABORTED", `The list ${list} was let go of`));
      try {
        await connections.db.query(release, [list, epoch]);
      } catch (thrown) {
        // The next owner waits for its end.
        if (!(thrown instanceof SyncError) || thrown.code !== "STORE_UNAVAILABLE") throw thrown;
      }
    },
  };
}
