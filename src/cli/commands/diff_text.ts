import { sideNames } from "@/domain/task.ts";
import type { FieldChange, PresenceChange } from "@/domain/operation.ts";
import { painted } from "@/cli/commands/history_text.ts";
import { fieldName } from "@/words/field_text.ts";
import { fieldDiffs, presenceText } from "@/words/operation_text.ts";

interface Differing {
  readonly changes: readonly FieldChange[];
  readonly presence: readonly PresenceChange[];
}

/** Field by field, notes by lines; a side is named where the two differ. */
export function diffLines({ changes, presence }: Differing, now: Date): readonly string[] {
  const told = changes.filter((change) => isTold(change, presence));
  return [
    ...presenceText(presence),
    ...fieldDiffs(told, now).flatMap(({ field, sides, words, lines }) => {
      const [only] = sides;
      const where = sides.length === 1 && only !== undefined ? ` (${sideNames[only]})` : "";
      return [
        `${words === "" ? fieldName(field) : words}${where}`,
        ...lines.map((line) => `  ${painted(line)}`),
      ];
    }),
  ];
}

/** Of a task that is not known before or after, its values are no changes; empty ones are none at all. */
function isTold({ side, after }: FieldChange, presence: readonly PresenceChange[]): boolean {
  const there = presence.find((each) => each.side === side);
  if (there?.after === "unknown") return false;
  const isEmpty = after === null || after === "" || after === 0 || after === false ||
    Array.isArray(after) && after.length === 0;
  return there?.before !== "unknown" || !isEmpty;
}
