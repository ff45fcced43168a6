import type { Field } from "@/domain/fields.ts";
import type { Json } from "@/domain/json.ts";
import type { Policy } from "@/domain/policy.ts";
import type { Expected, Patch } from "@/domain/push.ts";
import type { PairContext } from "@/domain/representation.ts";
import type { PairState } from "@/domain/state.ts";
import type { Side } from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";

/** What stays as it is though it was to be taken back. */
interface Kept {
  /** `task`: that it is there at all. */
  readonly field: Field | "task";
  /** The side whose edit stands. */
  readonly side: Side;
  /** What it holds there now, in that side's form. */
  readonly value: Json;
  /**
   * `overruled`: the edit that is to be taken back had lost against that side's already; `there before`: the task was
   * not made by what is to be taken back, but found.
   */
  readonly because: "edited since" | "overruled" | "there before";
}

/**
 * What becomes of the task as a whole. `again`: made on these sides; `back`: made where it went, from the other side;
 * `asked`: it goes where it had been brought back, and a person is asked again.
 */
export type Life =
  | { readonly kind: "stays" }
  | { readonly kind: "again"; readonly on: readonly Side[] }
  | { readonly kind: "back"; readonly on: Side }
  | { readonly kind: "asked"; readonly on: Side }
  | { readonly kind: "away" };

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What taking a change back comes to as the task is now. */
export interface TakeBackPlan {
  readonly patch: Readonly<Record<Side, Patch>>;
  readonly expected: Readonly<Record<Side, Expected>>;
  readonly life: Life;
  /** The conflict that is answered so (`null`: open again), where nothing but its answer is taken back; `null`: none. */
  readonly answer: { readonly conflictId: string; readonly side: Side | null } | null;
  readonly kept: readonly Kept[];
  /** What cannot come back, in words. */
  readonly lost: readonly string[];
}

/** The same while it is being made. */
export interface Planning {
  readonly state: PairState;
  readonly past: TaskPast;
  readonly policy: Policy;
  readonly context: PairContext;
  readonly patch: Readonly<Record<Side, Writable<Patch>>>;
  readonly expected: Readonly<Record<Side, Writable<Expected>>>;
  readonly kept: Kept[];
  readonly lost: string[];
}

export function startPlanning(state: PairState, past: TaskPast, policy: Policy): Planning {
  return {
    state,
    past,
    policy,
    context: { ...policy.context, vikunjaId: state.vikunjaId },
    patch: { taskwarrior: {}, vikunja: {} },
    expected: { taskwarrior: {}, vikunja: {} },
    kept: [],
    lost: [],
  };
}

/** Of comments that are made again. */
export function commentsLost(count: number): string {
  return count === 1
    ? "the id and author of 1 comment"
    : `the ids and authors of ${count} comments`;
}
