import type { Json } from "@/domain/json.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import type { Feed, RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import { type ImportDeps, importTasks } from "@/adapters/taskwarrior/program/import.ts";
import type { Judge, OwnImports, Verdict } from "@/adapters/taskwarrior/common/judge.ts";
import { sleep } from "@/ports/waits.ts";
import { type Settled, settledSince } from "@/adapters/taskwarrior/common/settled.ts";
import { sameTask, type TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

export interface VerifyDeps extends ImportDeps {
  readonly feed: Feed;
  readonly judge: Judge;
  readonly exportAll: () => Promise<Exported>;
}

export interface ToVerify {
  /** Recorded before the mark, to be verified as well. */
  readonly earlier: readonly RecordedChange[];
  readonly sent: ReadonlyMap<string, OwnImports>;
  /** To be read besides what was sent or recorded. */
  readonly wanted: ReadonlySet<string> | "all";
}

export interface Verification {
  /** What happened since the mark, as of the last look; every change in it is in `tasks`. */
  readonly recorded: Settled;
  /** What was sent, recorded or wanted, as it is; one that is not there is not in it. */
  readonly tasks: Exported;
  /** Where our write replaced a value unseen; it was taken back. */
  readonly clashes: ReadonlySet<string>;
  /** What had been destroyed and was imported again. */
  readonly restored: ReadonlySet<string>;
  /** Still not as they should be when patience ended. */
  readonly restless: ReadonlySet<string>;
  /** Tasks as they would be with what our write may have destroyed, which is not proven. */
  readonly doubtful: Exported;
}

type Restore = Extract<Verdict, { readonly kind: "restore" }>;

const maxRounds = 40;
const pauseMs = 12;

/**
 * Compares what was recorded since `mark` with what is there, and imports again what was destroyed,
 * until both agree. A difference counts when it is the same twice, a pause apart: a command may be
 * between its data and its record. `task` is started only for what the data do not tell themselves.
 */
export async function verify(
  mark: Json,
  { earlier, sent, wanted }: ToVerify,
  deps: VerifyDeps,
): Promise<Verification> {
  const own = new Map(sent);
  const clashes = new Set<string>();
  const restored = new Set<string>();
  let suspects: ReadonlyMap<string, TaskObject | undefined> = new Map();
  for (let round = 1;; round++) {
    const recorded = await settledSince(mark, deps);
    const changes = [...earlier, ...recorded.kind === "nothing" ? [] : recorded.changes];
    const byTask = groupByTask(changes);
    const confirmed = deps.feed.confirmed(changes);
    const needed = new Set([...wanted === "all" ? [] : wanted, ...own.keys(), ...byTask.keys()]);
    const tasks = wanted === "all"
      ? await deps.exportAll()
      : await readTasks(needed, confirmed, deps);
    const wrong = new Map<string, Restore>();
    const doubtful = new Map<string, TaskObject>();
    for (const uuid of new Set([...own.keys(), ...byTask.keys()])) {
      if (confirmed.has(uuid) && !own.has(uuid)) continue;
      const known = { uuid, changes: byTask.get(uuid) ?? [], current: tasks.get(uuid) };
      const verdict = deps.judge({ ...known, own: own.get(uuid) });
      if (verdict.kind === "restore") wrong.set(uuid, verdict);
      if (verdict.kind === "unsure") doubtful.set(uuid, verdict.object);
    }
    if (wrong.size === 0 || round === maxRounds) {
      return { recorded, tasks, clashes, restored, restless: new Set(wrong.keys()), doubtful };
    }
    const certain = [...wrong].filter(([uuid]) =>
      suspects.has(uuid) && sameTask(suspects.get(uuid), tasks.get(uuid))
    );
    suspects = new Map([...wrong.keys()].map((uuid) => [uuid, tasks.get(uuid)]));
    if (certain.length === 0) {
      await sleep(deps.runtime, pauseMs);
      continue;
    }
    const from = deps.feed.mark();
    await importTasks(certain.map(([, verdict]) => verdict.object), tasks, deps);
    const to = deps.feed.mark();
    for (const [uuid, { object, clash }] of certain) {
      restored.add(uuid);
      if (clash) clashes.add(uuid);
      const before = own.get(uuid);
      if (before !== undefined) {
        own.set(uuid, [...before, { base: tasks.get(uuid), object, from, to }]);
      }
    }
    suspects = new Map();
  }
}

/** What the data themselves tell is not asked for. */
export async function readTasks(
  uuids: ReadonlySet<string>,
  confirmed: ReadonlyMap<string, TaskObject>,
  { exportOf }: Pick<VerifyDeps, "exportOf">,
): Promise<Exported> {
  const doubtful = new Set([...uuids].filter((uuid) => !confirmed.has(uuid)));
  return new Map([...confirmed, ...await exportOf(doubtful)]);
}

function groupByTask(
  changes: readonly RecordedChange[],
): ReadonlyMap<string, readonly RecordedChange[]> {
  const groups = new Map<string, RecordedChange[]>();
  for (const change of changes) {
    const group = groups.get(change.uuid);
    if (group === undefined) groups.set(change.uuid, [change]);
    else group.push(change);
  }
  return groups;
}
