import type { Reading } from "@/domain/task.ts";
import type { Position } from "@/adapters/taskwarrior/cursor.ts";
import type { Exported } from "@/adapters/taskwarrior/export.ts";
import type { RecordedChange } from "@/adapters/taskwarrior/feed.ts";
import { readingOf, readingOfAbsent } from "@/adapters/taskwarrior/reading.ts";
import { type Settled, settledSince } from "@/adapters/taskwarrior/settled.ts";
import { type Verification, verify } from "@/adapters/taskwarrior/verify.ts";
import type { Workings } from "@/adapters/taskwarrior/workings.ts";

export interface ReadChanges {
  readonly complete: boolean;
  readonly readings: readonly Reading[];
  readonly position: Position;
}

/** What happened since `from` (`null`: ever), without starting `task` where nothing did. */
export async function readChanges(
  from: Position | null,
  full: boolean,
  tools: Workings,
): Promise<ReadChanges> {
  if (from === null) return await readAll(null, tools);
  const recorded = await settledSince(tools.feed, from.mark);
  if (full || recorded.kind === "unknown") return await readAll(recorded, tools);
  if (recorded.kind === "nothing" && from.due.length === 0) {
    return { complete: false, readings: [], position: { ...from, mark: recorded.now } };
  }
  const watch = from.watch !== null && from.watch.untilMs > tools.now().getTime()
    ? from.watch
    : null;
  const watched = watch === null ? recorded : await settledSince(tools.feed, watch.from);
  if (watched.kind === "unknown") return await readAll(watched, tools);
  return await readSome({ ...from, watch }, watched, tools);
}

async function readAll(earlier: Settled | null, tools: Workings): Promise<ReadChanges> {
  const mark = earlier?.now ?? tools.feed.mark();
  const verified = await verify(mark, {
    earlier: earlier === null ? [] : changesOf(earlier),
    sent: new Map(),
    wanted: "all",
  }, tools);
  const readings = [...verified.exported.values()].map((task) => readingOf(task, tools.settings));
  return {
    complete: true,
    readings: readings.filter((reading) => reading.kind !== "withdrawn"),
    position: positionAfter(verified, { line: tools.line, mark, due: [], watch: null }),
  };
}

async function readSome(from: Position, recorded: Settled, tools: Workings): Promise<ReadChanges> {
  const verified = await verify(recorded.now, {
    earlier: changesOf(recorded),
    sent: new Map(),
    wanted: new Set(from.due),
  }, tools);
  const uuids = new Set([
    ...from.due,
    ...[...changesOf(recorded), ...changesOf(verified.recorded)].map(({ uuid }) => uuid),
  ]);
  return {
    complete: false,
    readings: readingsOf([...uuids], verified.exported, tools),
    position: positionAfter(verified, { ...from, mark: recorded.now }),
  };
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
