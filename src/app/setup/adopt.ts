import { SyncError } from "@/domain/errors.ts";
import { type PresentReading, type Reading, sides } from "@/domain/task.ts";
import { isPresent } from "@/ports/replica.ts";
import type { AdoptedPair, AdoptReport } from "@/ports/setup.ts";
import { checkBinding } from "@/triggers/binding.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import type { Run } from "@/app/run/run.ts";

/**
 * Links tasks that an earlier syncer took for the same: the pairs given, and those that a `vikunja_id` on the
 * task names. What is linked stays so; what is not unique is left out and named.
 */
export async function adopt(
  session: Run,
  given: readonly AdoptedPair[],
  signal: AbortSignal,
): Promise<AdoptReport> {
  await session.prepare(signal);
  await bind(session, signal);
  const request = { cursor: null, full: true, knownCount: 0 };
  const { readings } = await session.sides.taskwarrior.changes(request, signal);
  const ours = new Map(
    readings.filter(isPresent).map((
      reading,
    ) => [reading.id, session.editClock.toServerClock("taskwarrior", reading)]),
  );
  const pairs = withHints(given, readings.filter(isPresent));
  const leftOut: { pair: string; reason: string }[] = [];
  const leave = (pair: AdoptedPair, reason: string) =>
    void leftOut.push({ pair: `${pair.uuid} #${pair.vikunjaId}`, reason });
  const before = pairs.filter((pair) => isLinked(session, pair));
  const open = pairs.filter((pair) => !isLinked(session, pair)).filter((pair) => {
    const reason = hindrance(session, pair, pairs, ours);
    if (reason !== null) leave(pair, reason);
    return reason === null;
  });
  const ids = open.map(({ vikunjaId }) => String(vikunjaId));
  const theirs = ids.length === 0 ? [] : await session.sides.vikunja.read(ids, signal);
  for (const [at, pair] of open.entries()) {
    const [left, right] = [ours.get(pair.uuid), theirs[at]];
    if (left === undefined || right?.kind !== "present") {
      leave(pair, "Vikunja has no such task");
      continue;
    }
    session.engine.post(pair.uuid, {
      type: "Look",
      readings: [{ side: "taskwarrior", reading: left }, { side: "vikunja", reading: right }],
      link: { vikunjaId: pair.vikunjaId, because: "adopted" },
    });
  }
  await session.engine.quiet();
  const linked = open.filter((pair) => isLinked(session, pair)).length;
  return { linked, before: before.length, leftOut };
}

async function bind(session: Run, signal: AbortSignal): Promise<void> {
  for (const side of sides) {
    const event = await checkBinding(session.sides[side], session.log, signal);
    if (event !== null) await appendLogEvents(session.store, [event]);
  }
}

function withHints(
  given: readonly AdoptedPair[],
  readings: readonly PresentReading[],
): readonly AdoptedPair[] {
  const named = new Set(given.map(({ uuid }) => uuid));
  const hinted = readings.flatMap(({ id, linkHint }) =>
    linkHint === null || named.has(id) ? [] : [{ uuid: id, vikunjaId: linkHint }]
  );
  const all = new Map(
    [...given, ...hinted].map((pair) => [`${pair.uuid} ${pair.vikunjaId}`, pair]),
  );
  return [...all.values()];
}

function isLinked({ log }: Run, { uuid, vikunjaId }: AdoptedPair): boolean {
  return log.vikunjaIdOf(uuid) === vikunjaId;
}

/** Why the pair cannot be linked, in words; `null`: nothing is against it. */
function hindrance(
  { log }: Run,
  { uuid, vikunjaId }: AdoptedPair,
  pairs: readonly AdoptedPair[],
  ours: ReadonlyMap<string, Reading>,
): string | null {
  const others = pairs.filter((pair) => pair.uuid === uuid || pair.vikunjaId === vikunjaId);
  if (others.length > 1) return "named more than once: say which one is meant";
  if (!ours.has(uuid)) return "Taskwarrior has no such task";
  const linked = log.vikunjaIdOf(uuid);
  if (linked !== null) return `the task is linked with #${linked}`;
  const stream = log.streamOf(vikunjaId);
  return stream === null ? null : `#${vikunjaId} is linked with ${stream}`;
}

/** @throws {SyncError} `LOCKED`: a daemon has the log. */
export function refuseWithDaemon(pid: number): never {
  throw new SyncError("LOCKED", `Cannot adopt while the daemon (process ${pid}) has the log`, {
    hint: "Stop it first: `systemctl --user stop vikunja-sync.socket vikunja-sync`, or " +
      `\`kill ${pid}\`.`,
  });
}
