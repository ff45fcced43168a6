import { asSyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { createOutbox } from "@/effects/outbox.ts";
import type { StoredStep } from "@/engine/actor.ts";
import type { SupervisorOptions } from "@/engine/supervisor.ts";
import { createTaskEngine, type TaskEngine, type TaskEngineDeps } from "@/engine/task_engine.ts";
import type { EventStore } from "@/ports/event_store.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { createMemoryReplica, type MemoryReplicaOptions } from "@tests/support/memory_replica.ts";
import { blankTask, policyAt, sameId } from "@tests/support/pair_simulation.ts";
import { instant, SimulatedSide } from "@tests/support/simulated_side.ts";

export interface LifeOptions {
  readonly store?: (store: EventStore<SyncEvent>) => EventStore<SyncEvent>;
  readonly replica?: (side: Side) => MemoryReplicaOptions;
  readonly supervision?: Partial<SupervisorOptions>;
  readonly policy?: Partial<RunPolicy>;
  readonly link?: TaskEngineDeps["link"];
  readonly onStored?: (step: StoredStep) => void;
  readonly maxBatch?: number;
  readonly maxCalls?: number;
  readonly flushAt?: number;
}

/** One engine over the world's log and sides: what one process is. */
interface Life {
  readonly engine: TaskEngine;
  readonly batches: Readonly<Record<Side, readonly number[]>>;
  /** Sends again what is pending, then looks at every task, until nothing is left to do. */
  sync(): Promise<void>;
  /** Looks at every task of both sides, without waiting. */
  postLooks(): void;
}

/** A log and two sides that outlive the engines that work on them. */
export class EngineWorld {
  readonly store = openMemoryLog({
    projections: logProjections,
    now: () => new Date(this.#clock),
  }).store;
  readonly taskwarrior = new SimulatedSide("taskwarrior", () => this.#clock);
  readonly vikunja = new SimulatedSide("vikunja", () => this.#clock);
  #clock = Date.parse("2026-01-01T00:00:00Z");

  pass(seconds: number): void {
    this.#clock += seconds * 1000;
  }

  state(streamId: string): PairState {
    return fold(streamId, this.store.readStream(streamId).map((stored) => stored.event));
  }

  streams(): readonly string[] {
    return [...new Set(this.store.readAll(0, 1_000_000).map((stored) => stored.streamId))];
  }

  linkedTo(vikunjaId: string): string | null {
    return this.streams().find((id) => String(this.state(id).vikunjaId) === vikunjaId) ?? null;
  }

  addTasks(side: Side, count: number): readonly string[] {
    return Array.from({ length: count }, (_, index) =>
      this[side].add(
        { ...blankTask, title: `task ${index}` },
        side === "taskwarrior" ? `0000-${index}` : undefined,
      ));
  }

  live(options: LifeOptions = {}): Life {
    const store = options.store?.(this.store) ?? this.store;
    const replicaFor = (side: Side) =>
      createMemoryReplica(this[side], {
        isLinked: (id) => this.linkedTo(id) !== null,
        ...options.replica?.(side),
      });
    const replicas = { taskwarrior: replicaFor("taskwarrior"), vikunja: replicaFor("vikunja") };
    const engine = createTaskEngine({
      store,
      policy: () => ({ ...policyAt(instant(this.#clock)), ...options.policy }),
      link: options.link ?? sameId,
      onStored: options.onStored ?? (() => {}),
      queueFor: (side, answer) =>
        createOutbox({
          replica: replicas[side],
          answer,
          retryAt: (error) => error.retryable ? instant(this.#clock) : null,
          onServerClock: (_side, reading) => reading,
          maxBatch: options.maxBatch ?? 100,
          maxCalls: options.maxCalls ?? 1,
          signal: new AbortController().signal,
        }),
      flushAt: options.flushAt ?? 100,
      supervision: {
        mailboxCapacity: 100,
        idleActors: 1_000,
        maxTries: 3,
        backoffMs: () => 0,
        delay: () => Promise.resolve(),
        ...options.supervision,
      },
    });
    const batches = {
      taskwarrior: replicas.taskwarrior.batches,
      vikunja: replicas.vikunja.batches,
    };
    const postLooks = () => this.#postLooks(engine);
    return { engine, batches, postLooks, sync: () => this.#sync(engine) };
  }

  async #sync(engine: TaskEngine): Promise<void> {
    for (let round = 0; round < 20; round++) {
      const before = this.store.readAll(0, 1_000_000).length;
      for (const streamId of this.streams()) {
        const state = this.state(streamId);
        for (const side of sides) {
          if (state[side].pending !== null) engine.post(streamId, { type: "Resend", side });
        }
      }
      await engine.quiet();
      this.#postLooks(engine);
      await engine.quiet();
      if (this.store.readAll(0, 1_000_000).length === before) return;
    }
    throw asSyncError(new Error("no rest"));
  }

  #postLooks(engine: TaskEngine): void {
    const linked = new Map<string, string>();
    for (const streamId of this.streams()) {
      const { vikunjaId } = this.state(streamId);
      if (vikunjaId !== null) linked.set(streamId, String(vikunjaId));
    }
    const known = new Set([...this.streams(), ...this.taskwarrior.tasks.keys()]);
    for (const streamId of known) {
      const id = linked.get(streamId);
      const state = this.state(streamId);
      const isOurs = this.taskwarrior.tasks.has(streamId) ||
        state.taskwarrior.presence !== "unknown";
      const readings = [
        ...(isOurs
          ? [{ side: "taskwarrior" as const, reading: this.taskwarrior.reading(streamId) }]
          : []),
        ...(id === undefined
          ? []
          : [{ side: "vikunja" as const, reading: this.vikunja.reading(id) }]),
      ];
      engine.post(streamId, { type: "Look", readings });
    }
    // One of them may be what a create without an answer has made.
    const isMaking = (id: string) => this.state(id).vikunja.pending?.push.kind === "create";
    if (this.streams().some(isMaking)) return;
    const taken = new Set(linked.values());
    for (const id of this.vikunja.tasks.keys()) {
      if (taken.has(id)) continue;
      engine.post(`born-${id}`, {
        type: "Look",
        readings: [{ side: "vikunja", reading: this.vikunja.reading(id) }],
        link: { vikunjaId: Number(id), because: "created" },
      });
    }
  }
}
