import type { TaskChange } from "@/domain/decide/edit_task.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import type { Task } from "@/domain/task.ts";

/** Values that people name as Vikunja does. */
export type InVikunja = Partial<Pick<Task, "priority">>;

/** The change in Taskwarrior's form, and what of it that form cannot say exactly, in Vikunja's (priority 5 is H like 3). */
export function inTaskwarrior(
  { inVikunja = {}, ...change }: TaskChange,
  { vikunjaId }: Pick<PairState, "vikunjaId">,
  policy: Policy,
): { readonly change: TaskChange; readonly exact: InVikunja } {
  const { priority } = inVikunja;
  if (priority === undefined) return { change, exact: {} };
  const context = { ...policy.context, vikunjaId };
  const { express } = policy.representation;
  const said = express("priority", priority, "taskwarrior", null, context);
  const back = express("priority", said, "vikunja", null, context);
  return {
    change: { ...change, priority: said },
    exact: jsonEqual(back, priority) ? {} : { priority },
  };
}
