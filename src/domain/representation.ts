import type { Field, FieldValue } from "@/domain/fields.ts";
import type { Links } from "@/domain/links.ts";
import type { Side } from "@/domain/task.ts";

/** Comments are said one by one. */
export type SaidField = Exclude<Field, "comments">;

/** The projects that Vikunja has, as far as their names go. */
export interface ProjectNames {
  /**
   * The path as Vikunja writes it: name by name from the root, exact first, else the only one that differs by case;
   * a name that is not there stays as it is, and so does all below it.
   */
  nearest(path: readonly string[]): readonly string[];
}

/** What of the pair is needed to say a value in the other side's form. */
export interface PairContext {
  readonly vikunjaId: number | null;
  /** Path of the Vikunja project that stands for «no project» in Taskwarrior. */
  readonly defaultProject: readonly string[];
  readonly links: Links;
  /** Without: each path is its own name. */
  readonly projects?: ProjectNames;
}

/**
 * The lens between the two forms, handed to the domain as a value.
 * `express(field, value, to, current, context)` says `value`, in the form of the other side, in the form of
 * `to`; where `current` (what `to` holds now) already says it, the answer is `current` itself
 * (priority 5 stays 5 under H). Not for `comments` (see `expressComment`) and not for elements of `depends` that have no counterpart:
 * they are left out of the answer.
 */
export interface Representation {
  express<F extends SaidField>(
    field: F,
    value: FieldValue<F>,
    to: Side,
    current: FieldValue<F> | null,
    context: PairContext,
  ): FieldValue<F>;
  expressComment(text: string, to: Side): string;
}
