import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { Side } from "@/domain/task.ts";
import type { OpenedEngine } from "@/app/run/open_engine.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Sides } from "@/ports/sides.ts";
import type { SideLag, Vitals } from "@/ports/vitals.ts";
import { createTurns } from "@/ports/turns.ts";
import { sleep } from "@/ports/waits.ts";

type Opened = Pick<OpenedEngine, "log" | "editClock"> & {
  readonly sides: {
    readonly taskwarrior: Pick<Sides["taskwarrior"], "installation">;
    readonly vikunja: Pick<Sides["vikunja"], "version">;
  };
};

interface VitalsDeps {
  readonly runtime: Pick<Runtime, "now" | "after" | "elapsed">;
  readonly logBytes: () => number | null;
}

const hourMs = 3_600_000;
const hours = 24;
/** Of a day with more, the last ones. */
const mostEvents = 20_000;
const atOnce = 500;
/** A page that is made anew all the time does not read the day all the time. */
const freshMs = 10_000;

/** Reads the day from the log, in pieces between which others have their turn. */
export function createVitals({ runtime, logBytes }: VitalsDeps) {
  let last: { readonly of: Opened; readonly atMs: number; readonly lag: Promise<DayLag> } | null =
    null;
  return async (opened: Opened): Promise<Vitals> => {
    const isFresh = last !== null && last.of === opened && runtime.elapsed() - last.atMs < freshMs;
    if (last === null || !isFresh) {
      last = { of: opened, atMs: runtime.elapsed(), lag: dayLag(opened.log, runtime) };
    }
    const offset = opened.editClock.offset();
    return {
      ...await last.lag,
      clock: offset === null ? null : { fromMs: offset.from, untilMs: offset.until },
      versions: await versionsOf(opened),
      logBytes: logBytes(),
    };
  };
}

async function versionsOf(
  { sides: { taskwarrior, vikunja } }: Opened,
): Promise<Vitals["versions"]> {
  // A `task` that cannot be asked fails each round, which says why.
  const installed = await taskwarrior.installation(new AbortController().signal).catch(() => null);
  return { taskwarrior: installed?.version ?? null, vikunja: vikunja.version() };
}

type DayLag = Pick<Vitals, "lag" | "isCut">;

async function dayLag(
  { store, history }: Opened["log"],
  runtime: VitalsDeps["runtime"],
): Promise<DayLag> {
  const sinceMs = runtime.now().getTime() - hours * hourMs;
  const since = new Date(sinceMs).toISOString();
  const first = await createTurns(runtime).through(history.firstSince(since));
  const begin = (first ?? history.lastPosition() + 1) - 1;
  const end = history.lastPosition();
  const from = Math.max(begin, end - mostEvents);
  const seen = createArrivals(sinceMs);
  for (let position = from; position < end;) {
    const events = store.readAll(position, atOnce);
    for (const event of events) seen.note(event);
    position = events.at(-1)?.position ?? end;
    await sleep(runtime, 0);
  }
  return {
    lag: { taskwarrior: seen.of("taskwarrior"), vikunja: seen.of("vikunja") },
    isCut: from > begin,
  };
}

/** How long each push took that was confirmed within the day. */
function createArrivals(sinceMs: number) {
  const asked = new Map<string, number>();
  const arrived: Record<Side, { readonly hour: number; readonly tookMs: number }[]> = {
    taskwarrior: [],
    vikunja: [],
  };
  return {
    note({ streamId, version, recordedAt, event }: StoredEvent<SyncEvent>): void {
      const atMs = Date.parse(recordedAt);
      if (event.type === "PushRequested") asked.set(`${streamId}@${version}`, atMs);
      if (event.type !== "PushConfirmed") return;
      const askedMs = asked.get(`${streamId}@${event.data.request}`);
      const hour = Math.floor((atMs - sinceMs) / hourMs);
      // The clock may have been set back meanwhile.
      if (askedMs === undefined || atMs < askedMs || hour < 0) return;
      arrived[event.data.side].push({ hour: Math.min(hour, hours - 1), tookMs: atMs - askedMs });
    },
    of(side: Side): SideLag {
      const all = arrived[side];
      return {
        ...lagOf(all.map(({ tookMs }) => tookMs)),
        hours: Array.from({ length: hours }, (_, hour) => ({
          from: new Date(sinceMs + hour * hourMs).toISOString(),
          ...lagOf(all.filter((each) => each.hour === hour).map(({ tookMs }) => tookMs)),
        })),
      };
    },
  };
}

function lagOf(took: readonly number[]) {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
  return { count: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99) };
}
