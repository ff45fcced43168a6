import { SyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { EngineMark, EngineMarks, EnginePlace } from "@/ports/engine_mark.ts";
import type { DataHistory } from "@/ports/replica.ts";
import type { LogQueries } from "@/ports/log_queries.ts";

export interface BelongingDeps {
  readonly log: Pick<LogQueries, "cachedFacts">;
  readonly marks: Pick<EngineMarks, "read" | "write" | "isThere">;
  readonly here: EnginePlace;
  readonly newId: () => string;
  readonly now: () => Date;
  /** How the data go together with what the log has read last, as their own record tells. */
  readonly history: () => Promise<DataHistory>;
}

/** How the log, this engine and the data folder go together. */
export type Belonging =
  & {
    readonly engine: Engine;
    readonly events: readonly LogEvent[];
    /** Whether the folder says that its data are this log's. */
    readonly isMarked: boolean;
    /** Whether there are no data, where some were read before. */
    readonly isGone: boolean;
  }
  & (
    | { readonly kind: "same" }
    /** The data folder is as it was some rounds ago. */
    | { readonly kind: "older data"; readonly words: string }
  );

interface Engine {
  readonly log: string;
  readonly round: number;
}

const engineFact = "engine";
const roundFact = "engine.round";

interface Noted extends EnginePlace {
  readonly log: string;
}

/**
 * Each round that changes anything raises the number in the folder's mark first and then in the log. So the
 * folder is never behind its log, and at most one ahead, unless one of the two was put back or copied.
 * @throws {SyncError} `BINDING`: another engine works on this folder, or this is not where the log was.
 */
export async function checkBelonging(
  deps: BelongingDeps,
  folder: string,
  isThisTheEngine: boolean,
): Promise<Belonging> {
  const noted = deps.log.cachedFacts(engineFact)?.facts as unknown as Noted | undefined;
  const round = Number(deps.log.cachedFacts(roundFact)?.facts ?? 0);
  if (noted !== undefined && !isThisTheEngine) checkPlace(noted, deps.here);
  // Whoever is taken for the engine gets a name of its own, so that copies of it are refused from then on.
  const log = isThisTheEngine || noted === undefined ? deps.newId() : noted.log;
  const engine = { log, round };
  const { host, machine, stateDir } = deps.here;
  const isNew = noted?.log !== log || noted.stateDir !== stateDir || noted.machine !== machine;
  const events: readonly LogEvent[] = isNew
    ? [{
      type: "FactsCached",
      data: { name: engineFact, facts: { log: engine.log, host, machine, stateDir } },
    }]
    : [];
  const mark = deps.marks.read(folder);
  if (mark !== null && !isThisTheEngine) checkMark(mark, engine, deps);
  const history = mark !== null && isBehind(mark, engine) ? null : await deps.history();
  const words = olderData(mark, engine, history);
  const isMarked = mark !== null && mark.log === noted?.log;
  const found = { engine, events, isMarked, isGone: history === "gone" };
  return words === null ? { kind: "same", ...found } : { kind: "older data", ...found, words };
}

/**
 * For what only touches the log: whether this is the engine of the folder that it was last synced with.
 * @throws {SyncError} `BINDING`
 */
export function refuseOtherEngine(
  deps: Pick<BelongingDeps, "log" | "marks" | "here">,
  folder: string,
): void {
  const noted = deps.log.cachedFacts(engineFact)?.facts as unknown as Noted | undefined;
  if (noted === undefined) return;
  checkPlace(noted, deps.here);
  const mark = deps.marks.read(folder);
  const round = Number(deps.log.cachedFacts(roundFact)?.facts ?? 0);
  if (mark !== null) checkMark(mark, { log: noted.log, round }, deps);
}

/** Where a log is that was moved by whoever had it alone; nothing where nobody synced with it yet, or it is noted. */
export function placeNow(
  log: Pick<LogQueries, "cachedFacts">,
  { host, machine, stateDir }: EnginePlace,
): readonly LogEvent[] {
  const noted = log.cachedFacts(engineFact)?.facts as unknown as Noted | undefined;
  if (noted === undefined || noted.stateDir === stateDir && noted.machine === machine) return [];
  const facts = { log: noted.log, host, machine, stateDir };
  return [{ type: "FactsCached", data: { name: engineFact, facts } }];
}

function checkPlace(noted: Noted, here: EnginePlace): void {
  const isSameMachine = noted.machine === null || here.machine === null ||
    noted.machine === here.machine;
  if (isSameMachine && noted.stateDir === here.stateDir) return;
  throw new SyncError(
    "BINDING",
    `Cannot sync: this log belongs to the engine on ${noted.host} in ${noted.stateDir}, and this is ` +
      `${here.host} in ${here.stateDir}`,
    {
      hint:
        "Nothing was written. Where the state folder was moved, and nothing uses the old one any " +
        "more: `sync --this-is-the-engine`, once. If it is a copy, remove it: two engines on one list " +
        "make everything twice. A second machine gets a Taskwarrior list and a state folder of its own.",
      details: { was: { ...noted }, is: { ...here } },
    },
  );
}

function checkMark(
  mark: EngineMark,
  { log, round }: Engine,
  { marks, here }: Pick<BelongingDeps, "marks" | "here">,
): void {
  if (mark.log === log && mark.round <= round + 1) return;
  const isHere = mark.stateDir === here.stateDir && mark.machine === here.machine;
  if (mark.log !== log && (isHere || !marks.isThere(mark))) return;
  const other = `${mark.host} in ${mark.stateDir} (last at ${mark.at})`;
  throw new SyncError(
    "BINDING",
    mark.log === log
      ? `Cannot sync: this log is older than what it has done: a copy, or a backup put back. The ` +
        `Taskwarrior data were last synced by the engine on ${other}`
      : `Cannot sync: another engine works on this Taskwarrior list: the one on ${other}`,
    {
      hint:
        "Nothing was written. Use that one. Where it is gone for good, or this one is to take its " +
        "place: stop it, then `sync --this-is-the-engine`, once; it is refused from then on.",
      details: { known: { ...mark } },
    },
  );
}

function isBehind(mark: EngineMark, { log, round }: Engine): boolean {
  return mark.log === log && mark.round < round;
}

/** In words; `null`: the data are those that this log has left, or later ones. `history`: `null` where the mark tells. */
function olderData(
  mark: EngineMark | null,
  engine: Engine,
  history: DataHistory | null,
): string | null {
  const { round } = engine;
  if (mark !== null && isBehind(mark, engine)) {
    return `its mark is of ${mark.at}, ${round - mark.round} rounds of sync ago`;
  }
  if (history === "older") return "its files are older copies of those that were last read";
  const isMarkGone = mark === null && round > 0 && history === "unclear";
  return isMarkGone ? "its mark is gone, and its files do not go on from what was last read" : null;
}

/** Raises the number of rounds: in the folder now, in the log by the event. */
export function nextRound(
  deps: Pick<BelongingDeps, "log" | "marks" | "here" | "now"> & Pick<EngineMark, "takes">,
  folder: string,
  log: string,
): LogEvent {
  const round = Number(deps.log.cachedFacts(roundFact)?.facts ?? 0) + 1;
  const at = deps.now().toISOString();
  const { here, takes } = deps;
  deps.marks.write(folder, { log, round, ...here, at, ...takes === undefined ? {} : { takes } });
  return { type: "FactsCached", data: { name: roundFact, facts: round } };
}

/** Without numbers of rounds that the log is past by now: of runs side by side the longest would set it back. */
export function withoutPastRounds(
  events: readonly LogEvent[],
  log: Pick<LogQueries, "cachedFacts">,
): readonly LogEvent[] {
  const known = Number(log.cachedFacts(roundFact)?.facts ?? 0);
  return events.filter(({ type, data }) =>
    type !== "FactsCached" || data.name !== roundFact || Number(data.facts) > known
  );
}
