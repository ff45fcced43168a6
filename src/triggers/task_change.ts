import type { TaskChange } from "@/domain/task_change.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ProjectPath, Written } from "@/domain/field_rule.ts";
import { allFields, fields } from "@/domain/fields.ts";

/** Fields that a person can write, by what they are called then. */
const writable: ReadonlyMap<
  string,
  { readonly field: string; readonly written: Written<unknown> }
> = new Map(allFields.flatMap((field) => {
  const { written } = fields[field];
  return written === null ? [] : [[written.as, { field, written }]];
}));

/** Dates among them that only Taskwarrior can tell, if anybody, by the names of their fields. */
export function dateWords(
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).filter(([name, text]) => {
      const written = writable.get(name)?.written;
      return written?.mayBeWords === true && written.read(text, () => []) === null;
    }),
  );
}

/**
 * Field and value as text, as what they mean.
 * @throws {SyncError} `USAGE`
 */
export function taskChange(
  given: Readonly<Record<string, string>>,
  projectPath: ProjectPath,
): TaskChange {
  const inVikunja: Record<string, unknown> = {};
  const change = Object.fromEntries(
    Object.entries(given).flatMap(([name, text]) => {
      const found = writable.get(name);
      if (found === undefined) {
        throw new SyncError("USAGE", `Cannot set ${name}: a task has no such field`, {
          hint: `There are ${[...writable.keys()].join(", ")}.`,
        });
      }
      const { field, written } = found;
      const there = written.readInVikunja?.(text) ?? null;
      if (there !== null) {
        inVikunja[field] = there.value;
        return [];
      }
      const read = written.read(text, projectPath);
      if (read !== null) return [[field, read.value]];
      throw new SyncError(
        "USAGE",
        `Cannot set ${name} to ${JSON.stringify(text)}: it takes ${written.takes}`,
      );
    }),
  );
  return Object.keys(inVikunja).length === 0 ? change : { ...change, inVikunja };
}
