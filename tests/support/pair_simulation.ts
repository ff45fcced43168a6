import assert from "node:assert/strict";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { TaskEvent } from "@/domain/events.ts";
import { evolve } from "@/domain/evolve.ts";
import type { TaskLink, TaskRef } from "@/domain/links.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { Representation } from "@/domain/representation.ts";
import { emptyPair, type PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";
import { decideWith } from "@/engine/decide.ts";
import { allEmptyValues } from "@tests/support/empty_values.ts";
import { instant, type Outcome, SimulatedSide } from "@tests/support/simulated_side.ts";

/** Both sides hold everything as it is, but Taskwarrior shows priorities 4 and 5 as 3. */
export const plainRepresentation: Representation = {
  express(field, value, to, current) {
    if (field !== "priority") return value;
    const low = (priority: unknown) => Math.min(3, priority as number);
    if (to === "taskwarrior") return low(value) as typeof value;
    return current !== null && low(current) === low(value) ? current : value;
  },
  expressComment: (text) => text,
};

export function policyAt(now: string): RunPolicy {
  return {
    representation: plainRepresentation,
    context: { defaultProject: ["Inbox"] },
    obstacles: new Map(),
    tieWinner: "vikunja",
    notesLink: false,
    now,
    nextStreamId: (id, due) => `next-${id}-${due}`,
  };
}

/** Every task has the same id on both sides. */
export function sameId({ id }: TaskRef): TaskLink {
  return { ids: { taskwarrior: id, vikunja: id }, isInTaskwarrior: true };
}

export const blankTask: Task = {
  ...allEmptyValues,
  title: "milk",
  project: ["Inbox"],
  doneAt: null,
  repetition: null,
};

/** What becomes of a write: its answer arrives or is lost, it never went out, or is refused for good. */
export type Fate = "arrives" | "lost" | "never sent" | "refused";

interface UnderWay {
  readonly streamId: string;
  readonly request: number;
  /** What the answer says when it comes in. */
  readonly answer: TaskCommand;
}

/** Tasks of both programs and the log between them, without the engine; time is a counter. */
export class PairSimulation {
  readonly states = new Map<string, PairState>();
  readonly events: TaskEvent[] = [];
  /** The same with their places; each decision has a time of its own. */
  readonly log: StoredEvent<TaskEvent>[] = [];
  /** Dependencies that have no counterpart yet. */
  readonly unknown = new Set<string>();
  /** Dependencies that are not in Taskwarrior. */
  readonly notInTaskwarrior = new Set<string>();
  readonly taskwarrior: SimulatedSide;
  readonly vikunja: SimulatedSide;
  readonly underWay: Record<Side, UnderWay[]> = { taskwarrior: [], vikunja: [] };
  policy: Partial<RunPolicy> = {};
  /** Of other tasks, where they are known. */
  link: (task: TaskRef) => TaskLink = sameId;
  #clock = Date.parse("2026-01-01T00:00:00Z");
  #born = 0;
  #decided = 0;

  constructor() {
    this.taskwarrior = new SimulatedSide("taskwarrior", () => this.#clock);
    this.vikunja = new SimulatedSide("vikunja", () => this.#clock);
  }

  now(): string {
    return instant(this.#clock);
  }

  pass(seconds: number): void {
    this.#clock += seconds * 1000;
  }

  /** A new task that a person makes; returns its id. */
  add(side: Side, change: Partial<Task> = {}): string {
    const id = side === "taskwarrior" ? `11111111-${this.#born++}` : undefined;
    return this[side].add({ ...blankTask, ...change }, id);
  }

  state(streamId: string): PairState {
    return this.states.get(streamId) ?? emptyPair(streamId);
  }

  idOn(state: PairState, side: Side): string | null {
    if (side === "taskwarrior") return state.streamId;
    return state.vikunjaId === null ? null : String(state.vikunjaId);
  }

  /** Reads all tasks of these sides, and hands each pair what was seen of it. */
  look(...which: readonly Side[]): void {
    for (const streamId of this.#streams(which)) {
      const state = this.state(streamId);
      const stranger = this.#stranger(streamId);
      const readings = which.flatMap((side) => {
        const id = side === "vikunja" ? stranger ?? this.idOn(state, side) : streamId;
        if (id === null) return [];
        const isKnown = state[side].presence !== "unknown" || this[side].tasks.has(id);
        return isKnown ? [{ side, reading: this[side].reading(id) }] : [];
      });
      const link = stranger === null
        ? {}
        : { link: { vikunjaId: Number(stranger), because: "created" as const } };
      this.apply(streamId, { type: "Look", readings, ...link });
    }
  }

  #streams(which: readonly Side[]): readonly string[] {
    const known = new Set(this.states.keys());
    if (which.includes("taskwarrior")) {
      for (const id of this.taskwarrior.tasks.keys()) known.add(id);
    }
    const isMaking = [...this.states.values()].some((state) =>
      state.vikunja.pending?.push.kind === "create"
    );
    if (which.includes("vikunja") && !isMaking) {
      for (const id of this.vikunja.tasks.keys()) if (!this.#isLinked(id)) known.add(`born-${id}`);
    }
    return [...known];
  }

  #stranger(streamId: string): string | null {
    if (this.states.has(streamId) || !streamId.startsWith("born-")) return null;
    return streamId.slice("born-".length);
  }

  #isLinked(vikunjaId: string): boolean {
    return [...this.states.values()].some((state) => String(state.vikunjaId) === vikunjaId);
  }

  /** Carries out what is asked of one side; the answers come with `deliver`. */
  send(side: Side, fate: Fate = "arrives", evenDead = false): void {
    for (const state of [...this.states.values()]) {
      const { pending } = state[side];
      if (pending === null || pending.dead && !evenDead) continue;
      if (this.#isUnderWay(state, side)) continue;
      const { request, push, attempts, unsureSince, requestedAt } = pending;
      const isSent = fate === "arrives" || fate === "lost";
      const outcome: Outcome | null = !isSent ? null : this[side].write({
        id: this.idOn(state, side),
        key: `${state.streamId}@${request}`,
        push,
        since: unsureSince !== null || attempts > 0
          ? Date.parse(unsureSince ?? requestedAt) - 2000
          : null,
        isLinked: (id) => this.#isLinked(id),
      });
      const answer = this.#answer(side, request, outcome, fate);
      this.underWay[side].push({ streamId: state.streamId, request, answer });
    }
  }

  #answer(side: Side, request: number, outcome: Outcome | null, fate: Fate): TaskCommand {
    if (fate !== "arrives" || outcome === null || outcome.kind === "refused") {
      const isFinal = fate === "refused" || outcome?.kind === "refused";
      const code = isFinal ? "SERVER_REFUSED" : "SERVER_UNAVAILABLE";
      const retryAt = isFinal ? null : this.now();
      return { type: "FailPush", side, request, code, message: fate, retryAt };
    }
    const reading = this[side].reading(outcome.id);
    if (outcome.kind === "stale") return { type: "RefusePush", side, request, reading };
    const { kind: _, id: __, ...said } = outcome;
    return { type: "ConfirmPush", side, request, reading, leftOut: [], ...said };
  }

  deliver(side: Side): void {
    for (const { streamId, answer } of this.underWay[side].splice(0)) this.apply(streamId, answer);
  }

  push(side: Side, fate: Fate = "arrives", evenDead = false): void {
    this.send(side, fate, evenDead);
    this.deliver(side);
  }

  /** Looks and pushes until nothing happens any more; throws where that does not end. */
  rest(): void {
    for (let round = 0; round < 40; round++) {
      this.pass(1);
      const before = this.events.length;
      for (const side of sides) this.push(side, "arrives", true);
      this.look(...sides);
      for (const side of sides) this.push(side, "arrives", true);
      if (this.events.length === before) return;
    }
    throw new Error(`no rest:\n${this.events.slice(-12).map((e) => JSON.stringify(e)).join("\n")}`);
  }

  #isUnderWay(state: PairState, side: Side): boolean {
    return this.underWay[side].some(({ streamId }) => streamId === state.streamId);
  }

  apply(streamId: string, command: TaskCommand): readonly TaskEvent[] {
    const state = this.state(streamId);
    const steps = decideWith(state, command, { ...policyAt(this.now()), ...this.policy }, {
      link: (task) => this.#link(task),
      pair: (id) => this.state(id),
      underWay: sides.filter((side) => this.#isUnderWay(state, side)),
    });
    const recordedAt = new Date(this.#clock + ++this.#decided % 1000).toISOString();
    for (const { before, events } of steps) {
      this.states.set(before.streamId, events.reduce(evolve, before));
      this.events.push(...events);
      this.log.push(...events.map((event, index) => ({
        position: this.log.length + index + 1,
        streamId: before.streamId,
        version: before.version + index + 1,
        recordedAt,
        event,
      })));
    }
    this.#assertUniqueLinks();
    return steps.flatMap(({ events }) => events);
  }

  #link({ side, id }: TaskRef): TaskLink {
    const link = this.link({ side, id });
    const ids = this.unknown.has(id) ? { ...link.ids, [otherSide(side)]: null } : link.ids;
    return { ids, isInTaskwarrior: !this.notInTaskwarrior.has(id) };
  }

  #assertUniqueLinks(): void {
    const ids = [...this.states.values()].flatMap(({ vikunjaId }) => vikunjaId ?? []);
    assert.equal(new Set(ids).size, ids.length, "one Vikunja task in two streams");
  }
}
