import type { EditTime } from "@/domain/span.ts";
import type { FieldValues } from "@/domain/fields.ts";
import type { Instant } from "@/domain/instant.ts";
import type { JsonObject } from "@/domain/json.ts";

export type { Comment, Field, ScalarField, SetField } from "@/domain/fields.ts";
export { scalarFields, setFields } from "@/domain/fields.ts";
export type { Instant } from "@/domain/instant.ts";

export type Side = "taskwarrior" | "vikunja";
export const sides: readonly Side[] = ["taskwarrior", "vikunja"];

/** For people. */
export const sideNames: Readonly<Record<Side, string>> = {
  taskwarrior: "Taskwarrior",
  vikunja: "Vikunja",
};

export function otherSide(side: Side): Side {
  return side === "taskwarrior" ? "vikunja" : "taskwarrior";
}

/** How Vikunja repeats a task; Taskwarrior holds no counterpart. */
export interface Repetition {
  readonly everySeconds: number;
  /** 0: by whole intervals from the due date; 1: by calendar month; 2: from the completion. */
  readonly mode: 0 | 1 | 2;
}

/**
 * A task as ONE side holds it: same fields on both sides, values in that side's own form
 * (notes and comment texts are HTML in Vikunja and Markdown in Taskwarrior, `depends` are
 * Vikunja ids in decimal or Taskwarrior UUIDs). Lists that are sets are sorted and without repeats.
 */
export interface Task extends FieldValues {
  /** When it was (last) done; of a repeating Vikunja task also while `done` is false. */
  readonly doneAt: Instant | null;
  /** `null` where it does not repeat, and always in Taskwarrior. */
  readonly repetition: Repetition | null;
}

/** What one look at one task on one side showed. `id` is the UUID or the Vikunja id in decimal. */
export type Reading = PresentReading | GoneReading | WithdrawnReading;

export interface PresentReading {
  readonly kind: "present";
  readonly id: string;
  readonly task: Task;
  /**
   * All that only this side has (UDAs, wait, start …; colour, reminders, favourite …), as plain JSON:
   * never merged, kept so that a deleted task can be made again. Without what moves by itself
   * (`urgency`, `id`, `modified`; `updated`, `position`, `index`).
   */
  readonly extra: JsonObject;
  /** The side's own stamp of the last change, corrected to the server's clock. */
  readonly changedAt: Instant;
  /** How well that is known; without: as a stamp of the server. */
  readonly changedWithin?: EditTime;
  /** When it was made, as the server says; two tasks of one id have two. Vikunja only. */
  readonly createdAt?: Instant;
  /** Link hint found on the task (`vikunja_id: N` annotation or UDA), Taskwarrior only. */
  readonly linkHint: number | null;
  /** What a create of ours, or of another engine, left on the task to know it by; Vikunja only. */
  readonly mark?: Instant;
  /**
   * Whether Taskwarrior's filter of the selection takes it, of a task in Vikunja as it would be made in Taskwarrior;
   * absent: nobody asked.
   */
  readonly isTaken?: boolean;
  /** Where this side keeps fields that are asked for, by their names; those that it is not asked for are left out. */
  readonly places?: Readonly<Record<string, string>>;
  /** Why it may be read and not be written, with the way out; absent: it may. */
  readonly readOnly?: string;
  /**
   * The task as it would be with what was written there and was replaced by an edit made before it arrived, by somebody
   * who cannot have seen it; absent: nothing of that kind. Taskwarrior only.
   */
  readonly unseen?: Task;
}

export interface GoneReading {
  readonly kind: "gone";
  readonly id: string;
  /**
   * `deleted`: known to be (status deleted; 404 on the task itself).
   * `missing`: not there any more, and nobody said why (a pending or completed Taskwarrior task).
   */
  readonly how: "deleted" | "missing";
  readonly changedAt: Instant | null;
  /** Its own date of expiry (`until`) had passed: nobody's hand, and known long before. */
  readonly expired?: true;
  /** So many went at once that a person is to say first whether they are to go on the other side as well. */
  readonly isHeld?: true;
  /** As it was when it was deleted, where that is still stored; whether it was done then is not. */
  readonly last?: Task;
  /** Whoever deleted it had read this in place of `last`: what differs was written there meanwhile; absent: nothing. */
  readonly unseen?: Task;
}

/** There, but not to be touched now: archived project, share withdrawn (403). */
interface WithdrawnReading {
  readonly kind: "withdrawn";
  readonly id: string;
  readonly reason: string;
}
