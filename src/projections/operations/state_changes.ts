import { jsonEqual } from "@/domain/json.ts";
import type { FieldChange, PresenceChange } from "@/domain/operation.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import type { Json } from "@/domain/json.ts";
import { sides } from "@/domain/task.ts";
import { toldFields } from "@/projections/operations/task_changes.ts";

interface StateChanges {
  readonly changes: readonly FieldChange[];
  readonly presence: readonly PresenceChange[];
}

/** What is otherwise in the second state of one task; put on top of the first it gives the second. */
export function changesBetweenStates(from: PairState, to: PairState): StateChanges {
  return {
    changes: sides.flatMap((side) =>
      toldFields.flatMap((field): readonly FieldChange[] => {
        const [before, after] = [valueOf(from[side], field), valueOf(to[side], field)];
        if (jsonEqual(before, after)) return [];
        return [{ side, field, before, after, state: "done" }];
      })
    ),
    presence: sides.flatMap((side): readonly PresenceChange[] => {
      const [before, after] = [from[side].presence, to[side].presence];
      return before === after ? [] : [{ side, before, after, state: "done" }];
    }),
  };
}

function valueOf({ task }: SideState, field: (typeof toldFields)[number]): Json {
  return (task?.[field] ?? null) as Json;
}
