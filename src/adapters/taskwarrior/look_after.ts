import type { Position, Watch } from "@/adapters/taskwarrior/common/cursor.ts";
import { type Kept, settledMs } from "@/adapters/taskwarrior/v2/keeper_2.ts";
import { settledSince } from "@/adapters/taskwarrior/common/settled.ts";
import { readTasks, type ToVerify, type Verification } from "@/adapters/taskwarrior/verify.ts";
import { sleep } from "@/ports/waits.ts";
import type { Json } from "@/domain/json.ts";
import type { Workings } from "@/adapters/taskwarrior/workings.ts";

/** How long a command may take from its data to its record; then what stands is taken as it is. */
const patienceMs = 60_000;

export interface LookedAfter {
  readonly watch: Watch | null;
  readonly restored: ReadonlySet<string>;
  /** Not to be handed out yet: whether our write was destroyed or undone is not known. */
  readonly unsettled: ReadonlySet<string>;
}

const nothing: LookedAfter = { watch: null, restored: new Set(), unsettled: new Set() };

/** Writes again what of our own writes was destroyed; of 3.x nothing ever is. */
export async function lookAfter(watch: Watch | null, tools: Workings): Promise<LookedAfter> {
  if (tools.keeper === null || watch === null || watch.own.length === 0) return nothing;
  const kept = await tools.keeper.lookAfter(watch, new Set());
  if (kept.doubted.size === 0) return heldBack(watch, kept, tools);
  await sleep(tools.runtime, settledMs);
  const again = await tools.keeper.lookAfter({ ...watch, ...kept.watched }, kept.doubted);
  const restored = new Set([...kept.restored, ...again.restored]);
  // Doubted only now: to be looked at once more.
  const unsettled = new Set([...again.unsettled, ...again.doubted]);
  return heldBack(watch, { ...again, restored, unsettled }, tools);
}

/** With what was destroyed written again, and to be read. */
export async function lookedAfter(
  position: Position | null,
  tools: Workings,
): Promise<Position | null> {
  if (position === null || (position.watch?.own.length ?? 0) === 0) return position;
  if (tools.isGoneSince(position)) return position;
  const { watch, restored, unsettled } = await lookAfter(position.watch, tools);
  if (watch === null) return position;
  return { ...position, watch, due: [...new Set([...position.due, ...restored, ...unsettled])] };
}

/** With what is still to be looked after, and what is not told for now. */
export function heldBack(watch: Watch | null, kept: Kept, { runtime }: Workings): LookedAfter {
  const nowMs = runtime.now().getTime();
  const since = [...kept.unsettled].map((uuid) => [uuid, watch?.unsettled[uuid] ?? nowMs] as const);
  const unsettled = since.filter(([, sinceMs]) => nowMs - sinceMs < patienceMs);
  const unrecorded = since.filter(([, sinceMs]) => nowMs - sinceMs >= patienceMs)
    .map(([uuid]) => [uuid, kept.size] as const);
  return {
    watch: {
      own: kept.watched.own,
      unsettled: Object.fromEntries(unsettled),
      taken: { ...kept.watched.taken, ...Object.fromEntries(unrecorded) },
    },
    restored: kept.restored,
    unsettled: new Set(unsettled.map(([uuid]) => uuid)),
  };
}

/** Reads back what was written or recorded since the mark, after it was looked after. */
export async function readBack(
  mark: Json,
  { earlier, sent, wanted }: ToVerify,
  { restored, unsettled }: Pick<LookedAfter, "restored" | "unsettled">,
  tools: Workings,
): Promise<Verification> {
  const recorded = await settledSince(mark, tools);
  const changes = [...earlier, ...recorded.kind === "nothing" ? [] : recorded.changes];
  const ids = [...sent.keys(), ...restored, ...changes.map(({ uuid }) => uuid)];
  const tasks = wanted === "all"
    ? await tools.exportAll()
    : await readTasks(new Set([...wanted, ...ids]), tools.feed.confirmed(changes), tools);
  return {
    recorded,
    tasks,
    clashes: new Set(),
    restored,
    restless: unsettled,
    doubtful: new Map(),
  };
}
