import { jsonEqual } from "@/domain/json.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import type { InVikunja, TaskChange } from "@/domain/task_change.ts";

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
