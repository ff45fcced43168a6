import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import {
  type Child,
  noVersion,
  type VersionId,
  type VersionServer,
} from "@/ports/version_server.ts";
import { type Attempt, changeRows } from "@/adapters/taskwarrior/v3/change_rows.ts";
import type { DirectWriter, DirectWritten } from "@/adapters/taskwarrior/common/direct_writer.ts";
import { draftOver } from "@/adapters/taskwarrior/v3/draft_rows.ts";
import type { ReplicaFile } from "@/adapters/taskwarrior/synced/replica_file.ts";
import type { Unseen } from "@/adapters/taskwarrior/synced/replica_rows.ts";
import { operationsIn, segmentOf } from "@/adapters/taskwarrior/synced/segment.ts";
import { readSnapshot, writeSnapshot } from "@/adapters/taskwarrior/synced/snapshot.ts";
import type { Kinds } from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { TaskDatabase } from "@/adapters/taskwarrior/v3/task_database.ts";
import { createTurns } from "@/adapters/taskwarrior/common/turns.ts";

interface SyncedDataDeps {
  /** See {@link SyncedData.list}. */
  readonly list: string;
  readonly server: VersionServer;
  readonly file: ReplicaFile;
  readonly runtime: Pick<Runtime, "now">;
  readonly warn: (warning: string) => void;
}

/**
 * The tasks of a list that replicas share by a sync server, as one more replica. Invariants: what is in its database is
 * on the server; a write is added behind the version that it was decided on, or decided again. So nothing of ours is
 * ever rebased, and what somebody else did meanwhile is merged where every edit is: by the engine, which tells of it.
 */
export interface SyncedData {
  /** Of the server, in messages. */
  readonly name: string;
  /** Which list it is, the same on every host. */
  readonly list: string;
  /** Where its database is; it is made. */
  folder(): string;
  readonly database: TaskDatabase;
  /** Brings in what others have sent. @throws {SyncError} `SYNC_SERVER`. */
  pull(signal: AbortSignal): Promise<void>;
  /** Whether there is anything that no `pull` of a reader's has brought in; opens nothing. @throws {SyncError} `SYNC_SERVER`. */
  hasNews(signal: AbortSignal): Promise<boolean>;
  writer(kinds: Kinds): DirectWriter;
  /** What of ours was replaced by edits that had not seen it, of these tasks. */
  unseen(uuids: readonly string[]): readonly Unseen[];
}

/** How often a write is decided again, as others were quicker. */
const maxTries = 50;

export function createSyncedData(deps: SyncedDataDeps): SyncedData {
  const { server, file, warn } = deps;
  const { database } = file;
  const turns = createTurns();
  const never = new AbortController().signal;
  /** What `hasNews` was told, for the `pull` that it leads to: no version ever gets another child. */
  let told: { readonly from: VersionId; readonly child: Child } | null = null;

  /** A write has brought in what others did: nobody was told of it. */
  let isOwed = false;

  async function hasNews(signal: AbortSignal): Promise<boolean> {
    const from = file.knownBase();
    if (from === null || isOwed) return true;
    const child = await server.childOf(from, signal);
    told = child.kind === "version" ? { from, child } : null;
    return child.kind !== "none";
  }

  async function childOf(from: VersionId, signal: AbortSignal): Promise<Child> {
    const known = told?.from === from ? told.child : null;
    told = null;
    return known ?? await server.childOf(from, signal);
  }

  async function pull(signal: AbortSignal): Promise<void> {
    file.make();
    const isFirst = file.base() === noVersion;
    if (isFirst) await takeSnapshot(noVersion, signal);
    for (;;) {
      const from = file.base();
      const child = await childOf(from, signal);
      switch (child.kind) {
        case "none":
          return;
        case "version":
          file.apply({ from, to: child.id, isFirst }, operationsIn(child.segment));
          break;
        case "gone":
          await replaceAll(from, signal);
          break;
      }
    }
  }

  async function takeSnapshot(from: VersionId, signal: AbortSignal): Promise<boolean> {
    const snapshot = await server.snapshot(signal);
    if (snapshot === null || file.hasBeenAt(snapshot.version)) return false;
    const tasks = await readSnapshot(snapshot.data);
    const step = { from, to: snapshot.version, isFirst: from === noVersion };
    file.replace(step, tasks, deps.runtime.now());
    return true;
  }

  /** The server no longer has what came after our version: nothing of ours is unsent, so its snapshot is all there is. */
  async function replaceAll(from: VersionId, signal: AbortSignal): Promise<void> {
    const isTaken = await takeSnapshot(from, signal);
    // Another process may have moved on meanwhile.
    if (!isTaken && file.base() === from) throw olderServer(server.name, from);
  }

  async function write(kinds: Kinds, ...asked: Parameters<DirectWriter["write"]>) {
    const [uuids, decide] = asked;
    for (let tries = 0; tries < maxTries; tries++) {
      const from = file.base();
      const draft = database.read((stored) => {
        const after = stored.position().highest;
        const rows = draftOver(stored, after);
        return { after, rows, attempt: changeRows(rows, { uuids, decide }, { ...deps, kinds }) };
      });
      const written = writtenBy(draft.attempt);
      const { rows: { changed: rows, operations }, after } = draft;
      if (operations.length === 0) return written;
      const sent = await send(from, segmentOf(operations));
      if (sent.kind === "added") {
        file.applyOwn({ from, to: sent.id }, {
          rows,
          after,
          operations,
          sentMs: deps.runtime.now().getTime(),
        });
        if (sent.urgency !== "none") await offerSnapshot(sent.id);
        return written;
      }
      isOwed = true;
      await pull(never);
      if (file.base() === from) throw apart(server.name, from, sent.newest);
    }
    throw neverFirst(server.name);
  }

  /** Where nobody knows whether it was added, the chain tells. */
  async function send(from: VersionId, segment: string) {
    try {
      return await server.add(from, segment, never);
    } catch (thrown) {
      if (!(thrown instanceof SyncError) || thrown.details["mayHaveHappened"] !== true) {
        throw thrown;
      }
      const child = await server.childOf(from, never).catch(() => null);
      if (child?.kind !== "version") throw thrown;
      return child.segment === segment
        ? { kind: "added", id: child.id, urgency: "none" } as const
        : { kind: "refused", newest: child.id } as const;
    }
  }

  /** Others can do without: it only spares them the reading of many versions. */
  async function offerSnapshot(version: VersionId): Promise<void> {
    try {
      await server.addSnapshot({ version, data: await writeSnapshot(file.tasks()) }, never);
    } catch (thrown) {
      if (!(thrown instanceof SyncError)) throw thrown;
      warn(`The sync server did not take a snapshot: ${thrown.message}`);
    }
  }

  return {
    name: server.name,
    list: deps.list,
    database,
    folder() {
      file.make();
      return file.folder;
    },
    async pull(signal) {
      using _turn = await turns.take();
      isOwed = false;
      await pull(signal);
    },
    hasNews,
    unseen: file.unseen,
    writer: (kinds) => ({
      isMade: () => true,
      async write(uuids, decide) {
        using _turn = await turns.take();
        return await write(kinds, uuids, decide);
      },
    }),
  };
}

function writtenBy(attempt: Attempt): DirectWritten {
  if (attempt.kind === "done") return attempt.written;
  throw new SyncError("TASK_FAILED", `Cannot write tasks: ${attempt.because}`);
}

const startAnew =
  "Look at it with `task sync` elsewhere first. Where it is right as it is, take the folder of the replica out of the " +
  "state folder: the next run reads everything from the server and compares both sides.";

function olderServer(name: string, version: VersionId): SyncError {
  return new SyncError(
    "SYNC_SERVER",
    `Cannot sync tasks: ${name} no longer knows version ${version}, which it had (was a backup put back?)`,
    { hint: startAnew, details: { version } },
  );
}

function apart(name: string, version: VersionId, newest: VersionId): SyncError {
  return new SyncError(
    "SYNC_SERVER",
    `Cannot write tasks: ${name} has ${newest} as its newest version, to which none leads from ${version}`,
    { hint: startAnew, details: { version, newest } },
  );
}

function neverFirst(name: string): SyncError {
  return new SyncError(
    "SYNC_SERVER",
    `Cannot write tasks: others were quicker at ${name} ${maxTries} times in a row`,
    { retryable: true },
  );
}
