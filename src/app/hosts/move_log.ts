import { SyncError } from "@/domain/errors.ts";
import type { EnginePlace } from "@/ports/engine_mark.ts";
import type { EventFile, Mirrored } from "@/ports/event_file.ts";
import type { ListLease, ListOwner, ListStore, TakenList } from "@/ports/list_store.ts";
import type { Log } from "@/ports/log.ts";
import type { LogCare } from "@/ports/log_care.ts";
import type { EventRow } from "@/ports/event_row.ts";
import type { SharedLog } from "@/ports/shared_log.ts";
import type { StartSha256 } from "@/ports/system.ts";
import { placeNow } from "@/triggers/belonging.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";

interface MovePorts {
  /** Path of the log in the state folder. */
  readonly path: string;
  readonly isThere: () => boolean;
  readonly openFile: () => EventFile;
  /** That no other process works in this state folder. @throws {SyncError} `LOCKED` */
  readonly lock: (signal: AbortSignal) => Promise<AsyncDisposable>;
  readonly openStore: () => ListStore;
  readonly owner: ListOwner;
  /** Once the state folder is locked. */
  readonly identity: () => string;
  /** With the log open that is in the state folder: as a copy of that list, or `null`: one of its own. */
  readonly inLog: (
    shared: SharedLog | null,
    act: (log: Pick<Log, "store" | "reader">) => Promise<void>,
  ) => Promise<void>;
  /** Of the engine, once the log is there. */
  readonly places: Readonly<Record<"postgres" | "sqlite", EnginePlace>>;
  readonly startSha256: StartSha256;
}

type Moved = Awaited<ReturnType<LogCare["move"]>>;

const pageLength = 1_000;
const unfinished = "nowhere yet: a move is not finished";

/** @throws {SyncError} see {@link LogCare.move}. */
export async function moveLog(
  ports: MovePorts,
  to: "postgres" | "sqlite",
  signal: AbortSignal,
): Promise<Moved> {
  await using _lock = await ports.lock(signal);
  await using store = ports.openStore();
  const taken = await store.takeToMove(ports.owner, ports.identity());
  if (taken.lease === null) throw ownedBy(taken, store);
  await using lease = taken.lease;
  const move = to === "postgres" ? moveThere : moveHere;
  return await move({ ports, store, lease, movedTo: taken.movedTo, signal });
}

interface Move {
  readonly ports: MovePorts;
  readonly store: ListStore;
  readonly lease: ListLease;
  readonly movedTo: string | null;
  readonly signal: AbortSignal;
}

/** Steps that can each be the last: nobody takes the list before it is whole there, and the file is used alone until then. */
async function moveThere({ ports, store, lease, movedTo, signal }: Move): Promise<Moved> {
  if (!ports.isThere()) {
    throw new SyncError("NOT_FOUND", `Cannot move the log: there is none at ${ports.path}`);
  }
  const mirrored = mirroredIn(ports);
  if (mirrored !== null && mirrored.id !== lease.id) throw isCopy(mirrored.shownAs);
  const shared = store.log(lease);
  if (mirrored === null) await ports.inLog(null, noting(ports.places.postgres));
  using file = ports.openFile();
  const id = mirrored?.id ?? await upload(file, { store, lease, movedTo, signal });
  const here = await summed(ports, (after) => Promise.resolve(file.rowsAfter(after, pageLength)));
  const there = await summed(ports, (after) => shared.rowsAfter(after, pageLength));
  checkSame(here.hash, there.hash, store);
  file.setMirrored({ id, shownAs: store.shownAs });
  await store.settle(lease, null);
  return { ...there, to: store.shownAs };
}

async function moveHere({ ports, store, lease, movedTo }: Move): Promise<Moved> {
  const to = `${ports.owner.stateDir} on ${ports.owner.host}`;
  if (movedTo !== null && movedTo !== to) {
    throw new SyncError("CONFIG", `Cannot move the log: it was moved to ${movedTo}`);
  }
  const shared = store.log(lease);
  await ports.inLog(shared, noting(ports.places.sqlite));
  using file = ports.openFile();
  const here = await summed(ports, (after) => Promise.resolve(file.rowsAfter(after, pageLength)));
  const there = await summed(ports, (after) => shared.rowsAfter(after, pageLength));
  checkSame(here.hash, there.hash, store);
  await store.settle(lease, to);
  file.setMirrored(null);
  return { ...here, to: ports.path };
}

/** Known before it is there: after a crash in between, the move is asked for again. */
function noting(place: EnginePlace) {
  return ({ store, reader }: Pick<Log, "store" | "reader">) =>
    appendLogEvents(store, placeNow(reader, place));
}

function mirroredIn({ openFile }: MovePorts): Mirrored | null {
  using file = openFile();
  return file.mirrored();
}

/** What a move that was not finished has left there, or one away, goes first. */
async function upload(
  file: EventFile,
  { store, lease, movedTo, signal }: Omit<Move, "ports">,
): Promise<string> {
  const shared = store.log(lease);
  if (movedTo === null && (await shared.rowsAfter(0, 1)).length > 0) throw isTaken(store);
  await store.settle(lease, unfinished);
  const id = await store.clear(lease);
  const links = file.links().map(({ vikunjaId, streamId }) => ({
    vikunjaId,
    from: null,
    to: streamId,
  }));
  let rows = file.rowsAfter(0, pageLength);
  for (let after = 0; rows.length > 0;) {
    signal.throwIfAborted();
    const end = rows.at(-1)?.position ?? after;
    const next = file.rowsAfter(end, pageLength);
    await shared.append({ after, rows, links: next.length === 0 ? links : [] });
    rows = next;
    after = end;
  }
  return id;
}

async function summed(
  { startSha256 }: MovePorts,
  page: (after: number) => Promise<readonly EventRow[]>,
): Promise<Pick<Moved, "events" | "hash">> {
  const sum = startSha256();
  const encoder = new TextEncoder();
  let events = 0;
  for (let last = 0;;) {
    const rows = await page(last);
    for (const row of rows) sum.update(encoder.encode(`${textOf(row)}\n`));
    events += rows.length;
    const end = rows.at(-1)?.position;
    if (end === undefined) return { events, hash: sum.hex() };
    last = end;
  }
}

function textOf(row: EventRow): string {
  const { position, streamId, version, previous, type, schema, recordedAt, data } = row;
  return JSON.stringify([position, streamId, version, previous, type, schema, recordedAt, data]);
}

function checkSame(here: string, there: string, { shownAs }: ListStore): void {
  if (here === there) return;
  throw new SyncError(
    "LOG_DAMAGED",
    `Cannot move the log: what the list ${shownAs} has is not what is here (${there}, ${here})`,
    { hint: "Nothing was changed here. See `vikunja-sync log verify`." },
  );
}

/** Of two lists with one log both would do everything. */
function isCopy(of: string): SyncError {
  return new SyncError("CONFIG", `Cannot move the log: it is a copy of the list ${of}`, {
    hint:
      "Move it out of that one first: `vikunja-sync log move sqlite`, with that `store` and `list`.",
  });
}

function isTaken({ shownAs }: ListStore): SyncError {
  return new SyncError("CONFIG", `Cannot move the log: the list ${shownAs} has events of its own`, {
    hint: "Name another one (`list`, VIKUNJA_SYNC_LIST); or go on with that one: move the file " +
      "log.db out of the state folder.",
  });
}

function ownedBy(taken: Extract<TakenList, { lease: null }>, { shownAs }: ListStore): SyncError {
  const { host, command } = taken.owner;
  return new SyncError(
    "LOCKED",
    `Cannot move the log: ${host} has the list ${shownAs} (${command})`,
    {
      retryable: true,
      hint: "Stop what runs there first.",
    },
  );
}
