import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { TaskEvent } from "@/domain/events.ts";
import type { OpenConflict, PairState } from "@/domain/state.ts";
import type { LateField } from "@/domain/fields.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { PairSimulation } from "@tests/support/pair_simulation.ts";

/** One pair that both sides have agreed on, a minute ago. */
export class AgreedPair extends PairSimulation {
  readonly id: string;
  #seen = 0;

  /** `untold`: fields that neither side showed then, as in a log of before there were such. */
  constructor(
    task: Partial<Task> = {},
    origin: Side = "vikunja",
    untold: readonly LateField[] = [],
  ) {
    super();
    for (const side of sides) for (const field of untold) this[side].untold.add(field);
    const id = this.add(origin, task);
    this.rest();
    this.id = origin === "taskwarrior" ? id : `born-${id}`;
    this.pass(60);
    this.#seen = this.events.length;
  }

  get pair(): PairState {
    return this.state(this.id);
  }

  get remoteId(): string {
    return String(this.pair.vikunjaId);
  }

  task(side: Side): Task | undefined {
    const id = this.idOn(this.pair, side);
    return id === null ? undefined : this[side].tasks.get(id)?.task;
  }

  change(side: Side, change: Partial<Task>): void {
    this[side].edit(this.idOn(this.pair, side) ?? "", change);
  }

  say(side: Side, text: string): string {
    return this[side].comment(this.idOn(this.pair, side) ?? "", text);
  }

  delete(side: Side, how: "deleted" | "missing" = "deleted"): void {
    this[side].remove(this.idOn(this.pair, side) ?? "", how);
  }

  do(command: TaskCommand): readonly TaskEvent[] {
    return this.apply(this.id, command);
  }

  /** Types of the events since the last call. */
  news(): readonly string[] {
    const types = this.events.slice(this.#seen).map((event) => event.type);
    this.#seen = this.events.length;
    return types;
  }

  conflicts(): readonly string[] {
    return this.pair.conflicts.map(describe);
  }

  /** Conflicts that were ever recorded. */
  recorded(): number {
    return this.events.filter((event) => event.type === "ConflictResolved").length;
  }
}

function describe({ field, kept, lost }: OpenConflict): string {
  return `${field}: ${kept.side} ${JSON.stringify(kept.value)} over ${JSON.stringify(lost.value)}`;
}
