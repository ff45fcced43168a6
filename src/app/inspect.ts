import { SyncError } from "@/domain/errors.ts";
import { sides } from "@/domain/task.ts";
import { inOrder, toldTask } from "@/app/told_task.ts";
import type { ToldTask } from "@/ports/told_task.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import { isUndecided } from "@/domain/undecided.ts";
import type { Log, OpenLog } from "@/ports/log.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
import type { BySide, Inspect, KnownNames, LogLine, Status } from "@/ports/operations.ts";

const linesAtOnce = 10_000;
/** Nobody looks through more of them. */
const mostNames = 2_000;

interface InspectDeps {
  /** Address of the server as configured; `null`: none is. */
  readonly server: string | null;
  /** What the configuration selects, in words. */
  readonly selection: readonly string[];
  readonly openLog: OpenLog;
  /** In which a task may also be named by the ID that Taskwarrior shows. */
  readonly openLogToName: OpenLog;
  /** What kept a run from even opening the log; `null`: nothing did. */
  readonly unloggedFailure: () => RunFailure | null;
  readonly waitingWakes: () => Status["wakes"];
}

type Configured = Pick<InspectDeps, "server" | "selection">;

/** Looks at the log without owning it. */
export function createInspect(deps: InspectDeps): Inspect {
  async function look<T>(
    nothing: T,
    see: (log: Log) => T,
    open = deps.openLog,
  ): Promise<T> {
    using log = await open();
    return log === null ? nothing : see(log);
  }

  async function lookAtTask<T>(doing: string, name: string, see: (log: Log) => T): Promise<T> {
    using log = await deps.openLogToName();
    if (log !== null) return see(log);
    throw new SyncError("NOT_FOUND", `Cannot ${doing} task ${name}: nothing was synced yet`, {
      hint: "Run `sync` first.",
    });
  }

  return {
    async status() {
      const status = await look(emptyStatus(deps), (log) => statusOf(log, deps));
      const noted = deps.unloggedFailure();
      const isOver = noted !== null && status.lastSyncAt !== null && status.lastSyncAt > noted.at;
      const failure = later(status.failure, isOver ? null : noted);
      const lastFailed = later(status.lastFailed, noted);
      return { ...status, failure, lastFailed, wakes: deps.waitingWakes() };
    },
    find: (name) =>
      lookAtTask("find", name, ({ reader }) => {
        const task = reader.resolveTask(name);
        return { task, title: reader.titleOf(task) };
      }),
    show: (name) =>
      lookAtTask("show", name, ({ store, reader }) => {
        const told = toldTask(store, reader.resolveTask(name));
        if (told !== null) return told;
        throw new SyncError("NOT_FOUND", `Cannot show task ${name}: it is on neither side`, {
          hint: "See `log TASK` for what happened to it.",
        });
      }),
    tasks: () =>
      look([] as readonly ToldTask[], ({ store, reader }) => {
        const ids = new Set(sides.flatMap((side) => [...reader.presentStreams(side)]));
        return [...ids].flatMap((id) => toldTask(store, id) ?? []).toSorted(inOrder);
      }),
    log: (task, after) =>
      look(
        [] as readonly LogLine[],
        (log) => linesOf(log, task, after),
        task === null ? deps.openLog : deps.openLogToName,
      ),
    names: () =>
      look({ tasks: [], labels: [] } as KnownNames, ({ reader }) => ({
        tasks: reader.seenInVikunja(mostNames).map(({ streamId: task, ...seen }) => ({
          task,
          title: seen.title,
          vikunjaId: seen.vikunjaId,
          project: seen.project,
        })),
        labels: reader.labelNames(),
      })),
    conflicts: () => look([], ({ reader }) => reader.conflictList()),
    pickedConflicts: () => look([], ({ reader }) => reader.pickedConflicts()),
  };
}

/** Of a log that is not there yet. */
export function emptyStatus({ server, selection }: Configured): Status {
  return {
    server,
    linked: 0,
    pending: [],
    dead: [],
    conflicts: 0,
    lastSyncAt: null,
    lastFullAt: null,
    limits: { taskwarrior: 1, vikunja: 1 },
    events: 0,
    outOfScope: [],
    selection: { words: selection, outside: [] },
    leftOut: [],
    rejected: [],
    held: [],
    refused: 0,
    undecided: 0,
    failure: null,
    lastFailed: null,
    wakes: null,
    oldestPendingAt: null,
    daemon: null,
  };
}

function later(a: RunFailure | null, b: RunFailure | null): RunFailure | null {
  if (a === null || b === null) return a ?? b;
  return a.at > b.at ? a : b;
}

/** What the log says of where things stand. */
export function statusOf(
  { reader }: Pick<Log, "reader">,
  { server, selection }: Configured,
): Status {
  const pushes = reader.pendingList();
  const pending = pushes.filter((push) => !push.dead);
  const open = reader.conflictList();
  const fulls = [reader.lastCompleteAt("taskwarrior"), reader.lastCompleteAt("vikunja")];
  return {
    server: textOf(reader.binding("vikunja")?.["url"]) ?? server,
    linked: reader.linkCount(),
    pending,
    dead: pushes.filter((push) => push.dead),
    conflicts: reader.conflictCount(),
    lastSyncAt: reader.lastSyncAt(),
    lastFullAt: fulls.includes(null) ? null : fulls.toSorted()[0] ?? null,
    limits: limitsOf(reader.lastSummary()),
    events: reader.eventCount(),
    outOfScope: reader.outOfScope(),
    selection: { words: selection, outside: reader.outsideOfSelection() },
    leftOut: reader.leftOutList(),
    rejected: reader.deadLetterList().map(({ streamId: task, title, code, reason, at: since }) => (
      { task, title, code, reason, since }
    )),
    held: reader.heldList(),
    refused: open.filter(({ because }) => because === "refused").length,
    undecided: open.filter(isUndecided).length,
    failure: reader.lastFailure(),
    lastFailed: reader.lastFailed(),
    wakes: null,
    oldestPendingAt: pending.map(({ since }) => since).toSorted()[0] ?? null,
    daemon: null,
  };
}

function limitsOf(summary: JsonObject | null): BySide {
  const limits = summary?.["limits"] as Partial<BySide> | undefined;
  return { taskwarrior: limits?.taskwarrior ?? 1, vikunja: limits?.vikunja ?? 1 };
}

function textOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function linesOf({ store, reader }: Log, task: string | null, after: number): readonly LogLine[] {
  const events = task === null
    ? store.readAll(after, linesAtOnce)
    : store.readStream(reader.resolveTask(task)).filter(({ position }) => position > after);
  return events.map(({ position, recordedAt, streamId, event }) => ({
    position,
    at: recordedAt,
    task: streamId,
    type: event.type,
    data: event.data as unknown as Json,
  }));
}
