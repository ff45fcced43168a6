import type { SetChange } from "@/domain/field_rule.ts";
import type { FieldValue, ScalarField, SetField } from "@/domain/fields.ts";
import type { Task } from "@/domain/task.ts";

/** Values that people name as Vikunja does. */
export type InVikunja = Partial<Pick<Task, "priority">>;

/** What somebody wants a task to be, in Taskwarrior's form; what is absent stays as it is. */
export type TaskChange =
  & { readonly [F in ScalarField]?: FieldValue<F> }
  & { readonly [F in SetField]?: SetChange }
  /** What was said in Vikunja's form. */
  & { readonly inVikunja?: InVikunja };
