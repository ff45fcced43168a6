import type { Json } from "@/domain/json.ts";
import type { Exported } from "@/adapters/taskwarrior/export.ts";
import type { Feed, RecordedChange } from "@/adapters/taskwarrior/feed.ts";
import { type ImportDeps, importTasks } from "@/adapters/taskwarrior/import.ts";
import type { Judge, OwnImports, Verdict } from "@/adapters/taskwarrior/judge.ts";
import { pause } from "@/adapters/taskwarrior/pause.ts";
import { type Settled, settledSince } from "@/adapters/taskwarrior/settled.ts";
import { sameTask, type TaskObject } from "@/adapters/taskwarrior/task_object.ts";

export interface VerifyDeps extends ImportDeps {
  readonly feed: Feed;
  readonly judge: Judge;
  readonly exportAll: () => Promise<Exported>;
}

export interface ToVerify {
  /** Recorded before the mark, to be verified as well. */
  readonly earlier: readonly RecordedChange[];
  readonly sent: ReadonlyMap<string, OwnImports>;
  /** To be exported besides what was sent or recorded. */
  readonly wanted: ReadonlySet<string> | "all";
}

export interface Verification {
  /** What happened since the mark, as of the last look; every change in it is in `exported`. */
  readonly recorded: Settled;
  readonly exported: Exported;
  /** Where our write replaced a value unseen; it was taken back. */
  readonly clashes: ReadonlySet<string>;
  /** Still not as they should be when patience ended. */
  readonly restless: ReadonlySet<string>;
}

const maxRounds = 40;
const pauseMs = 12;

/**
 * Compares what was recorded since `mark` with what is there, and imports again what was destroyed,
 * until both agree. A difference counts when it is the same twice, a pause apart: a command may be
 * between its data and its record.
 */
export async function verify(
  mark: Json,
  { earlier, sent, wanted }: ToVerify,
  deps: VerifyDeps,
): Promise<Verification> {
  const own = new Map(sent);
  const clashes = new Set<string>();
  let suspects: ReadonlyMap<string, TaskObject | undefined> = new Map();
  for (let round = 1;; round++) {
    const recorded = await settledSince(deps.feed, mark);
    const changes = groupByTask([
      ...earlier,
      ...recorded.kind === "nothing" ? [] : recorded.changes,
    ]);
    const needed = new Set([...wanted === "all" ? [] : wanted, ...own.keys(), ...changes.keys()]);
    const exported = wanted === "all" ? await deps.exportAll() : await deps.exportOf(needed);
    const wrong = new Map<string, Extract<Verdict, { kind: "restore" }>>();
    for (const uuid of new Set([...own.keys(), ...changes.keys()])) {
      const verdict = deps.judge({
        uuid,
        changes: changes.get(uuid) ?? [],
        own: own.get(uuid),
        current: exported.get(uuid),
      });
      if (verdict.kind === "restore") wrong.set(uuid, verdict);
    }
    if (wrong.size === 0 || round === maxRounds) {
      return { recorded, exported, clashes, restless: new Set(wrong.keys()) };
    }
    const confirmed = [...wrong].filter(([uuid]) =>
      suspects.has(uuid) && sameTask(suspects.get(uuid), exported.get(uuid))
    );
    suspects = new Map([...wrong.keys()].map((uuid) => [uuid, exported.get(uuid)]));
    if (confirmed.length === 0) {
      await pause(pauseMs);
      continue;
    }
    await importTasks(confirmed.map(([, verdict]) => verdict.object), deps);
    for (const [uuid, { object, clash }] of confirmed) {
      if (clash) clashes.add(uuid);
      const before = own.get(uuid);
      if (before === undefined) continue;
      own.set(uuid, [...before, { base: exported.get(uuid), object }]);
    }
    suspects = new Map();
  }
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
