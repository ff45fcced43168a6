import { invariant } from "@/domain/invariant.ts";
import type { Reading } from "@/domain/task.ts";
import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import type { RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import { lookAfter, type LookedAfter, readBack } from "@/adapters/taskwarrior/look_after.ts";
import { readingOf, readingOfAbsent } from "@/adapters/taskwarrior/common/reading.ts";
import { type Settled, settledSince } from "@/adapters/taskwarrior/common/settled.ts";
import { type ToVerify, type Verification, verify } from "@/adapters/taskwarrior/verify.ts";
import type { Workings } from "@/adapters/taskwarrior/workings.ts";

interface ReadChanges {
  readonly complete: boolean;
  readonly readings: readonly Reading[];
  readonly position: Position;
  readonly isGone?: boolean;
  readonly isStill?: boolean;
}

/**
 * What happened since `from` (`null`: ever), without starting `task` where nothing did. Where the data are gone since,
 * the position stays, for when they are back.
 */
export async function readChanges(
  from: Position | null,
  full: boolean,
  tools: Workings,
): Promise<ReadChanges> {
  const read = tools.isGoneSince(from) ? null : await readThere(from, full, tools);
  if (read !== null && !tools.isGoneSince(from)) return read;
  invariant(from !== null, "data that are gone were read before");
  return { complete: true, readings: [], position: from, isGone: true };
}

async function readThere(
  from: Position | null,
  full: boolean,
  tools: Workings,
): Promise<ReadChanges> {
  if (from === null) return await readAll(null, null, tools);
  const recorded = await settledSince(from.mark, tools);
  const isOwed = from.owesAll === true && from.due.length === 0;
  if (full || isOwed || recorded.kind === "unknown") return await readAll(from, recorded, tools);
  if (recorded.kind === "nothing" && from.due.length === 0) {
    const position = { ...from, mark: recorded.now };
    return { complete: false, readings: [], position, isStill: from.owesAll !== true };
  }
  return await readSome(from, recorded, tools);
}

async function readAll(
  from: Position | null,
  recorded: Settled | null,
  tools: Workings,
): Promise<ReadChanges> {
  const mark = recorded?.now ?? tools.feed.mark();
  const kept = await lookAfter(from?.watch ?? null, tools);
  const earlier = recorded === null ? [] : changesOf(recorded);
  const verified = await verified2Or3(
    mark,
    { earlier, sent: new Map(), wanted: "all" },
    kept,
    tools,
  );
  const tasks = [...verified.tasks.values()].filter(({ uuid }) => !kept.unsettled.has(uuid));
  const readings = tasks.map((task) => readingOf(task, tools.settings));
  const complete = kept.unsettled.size === 0;
  const owed = complete ? {} : { owesAll: true } as const;
  const start = { line: tools.line, mark, due: [], ...owed, watch: kept.watch };
  return {
    complete,
    readings: readings.filter((reading) => reading.kind !== "withdrawn"),
    position: positionAfter(verified, start),
  };
}

async function readSome(from: Position, recorded: Settled, tools: Workings): Promise<ReadChanges> {
  const changes = changesOf(recorded);
  const kept = await lookAfter(from.watch, tools);
  const wanted = new Set(from.due);
  const toVerify = { earlier: changes, sent: new Map(), wanted };
  const verified = await verified2Or3(recorded.now, toVerify, kept, tools);
  const late = changesOf(verified.recorded);
  const uuids = new Set([
    ...from.due,
    ...[...changes, ...late].map(({ uuid }) => uuid),
    ...verified.restored,
  ]);
  for (const uuid of kept.unsettled) uuids.delete(uuid);
  const tasks = await withDestroyed([...uuids], verified.tasks, tools);
  return {
    complete: false,
    readings: readingsOf([...uuids], tasks, tools),
    position: positionAfter(verified, { ...from, mark: recorded.now, watch: kept.watch }),
  };
}

async function verified2Or3(
  mark: Position["mark"],
  toVerify: ToVerify,
  kept: LookedAfter,
  tools: Workings,
): Promise<Verification> {
  return tools.line === "2"
    ? await readBack(mark, toVerify, kept, tools)
    : await verify(mark, toVerify, tools);
}

/** With those of them that are nowhere because they were destroyed. */
export async function withDestroyed(
  uuids: readonly string[],
  exported: Exported,
  { bringBack, exportOf }: Workings,
): Promise<Exported> {
  const absent = uuids.filter((uuid) => !exported.has(uuid));
  const back = absent.length === 0 ? new Set<string>() : await bringBack(absent);
  return back.size === 0 ? exported : new Map([...exported, ...await exportOf(back)]);
}

/** One reading for each, in order; of absent ones what is recorded of them decides. */
export function readingsOf(
  uuids: readonly string[],
  exported: Exported,
  { feed, settings }: Workings,
): readonly Reading[] {
  const absent = new Set(uuids.filter((uuid) => !exported.has(uuid)));
  const deleted = absent.size === 0 ? absent : feed.deletedOnes(absent);
  return uuids.map((uuid) => {
    const task = exported.get(uuid);
    return task === undefined
      ? readingOfAbsent(uuid, deleted.has(uuid))
      : readingOf(task, settings);
  });
}

/** What only a full comparison can tell is left for the next time. */
function positionAfter(verified: Verification, from: Position): Position {
  const { recorded, restless } = verified;
  const mark = recorded.kind === "unknown" ? from.mark : recorded.now;
  return { ...from, mark, due: [...restless] };
}

function changesOf(recorded: Settled): readonly RecordedChange[] {
  return recorded.kind === "nothing" ? [] : recorded.changes;
}
