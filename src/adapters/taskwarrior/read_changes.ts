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
  if (from === null) return await readAll(null, null, tools);
  const recorded = await settledSince(tools.feed, from.mark);
  const position = { ...from, watch: stillWatching(from, tools) };
  if (full || recorded.kind === "unknown") return await readAll(position, recorded, tools);
  if (recorded.kind === "nothing" && from.due.length === 0) {
    return { complete: false, readings: [], position: { ...from, mark: recorded.now } };
  }
  return await readSome(position, recorded, tools);
}

async function readAll(
  from: Position | null,
  recorded: Settled | null,
  tools: Workings,
): Promise<ReadChanges> {
  const mark = recorded?.now ?? tools.feed.mark();
  const watch = from?.watch ?? null;
  const earlier = [
    ...watchedChanges(watch, tools),
    ...recorded === null ? [] : changesOf(recorded),
  ];
  const verified = await verify(mark, { earlier, sent: new Map(), wanted: "all" }, tools);
  const readings = [...verified.tasks.values()].map((task) => readingOf(task, tools.settings));
  return {
    complete: true,
    readings: readings.filter((reading) => reading.kind !== "withdrawn"),
    position: positionAfter(verified, { line: tools.line, mark, due: [], watch }),
  };
}

async function readSome(from: Position, recorded: Settled, tools: Workings): Promise<ReadChanges> {
  const changes = changesOf(recorded);
  const verified = await verify(recorded.now, {
    earlier: [...watchedChanges(from.watch, tools), ...changes],
    sent: new Map(),
    wanted: new Set(from.due),
  }, tools);
  const late = changesOf(verified.recorded);
  const uuids = new Set([
    ...from.due,
    ...[...changes, ...late].map(({ uuid }) => uuid),
    ...verified.restored,
  ]);
  return {
    complete: false,
    readings: readingsOf([...uuids], verified.tasks, tools),
    position: positionAfter(verified, { ...from, mark: recorded.now }),
  };
}

/** What we wrote lately, and all that came after. */
function watchedChanges(
  watch: Position["watch"],
  { feed }: Workings,
): readonly RecordedChange[] {
  if (watch === null) return [];
  const since = feed.since(watch.from);
  return since.kind === "nothing" ? [] : since.changes;
}

function stillWatching({ watch }: Position, { now }: Workings): Position["watch"] {
  return watch !== null && watch.untilMs > now().getTime() ? watch : null;
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
