import { usageError } from "@/cli/arguments.ts";
import { allFields, fields } from "@/domain/fields.ts";

export const asTaskTakesThem = "FIELD:VALUE and +tag are taken as well, as `task` takes them.";
export const priorityDetails = [
  "A number is Vikunja's priority, and shows in Taskwarrior as the letter that",
  "[mapping.priority] gives it.",
];

/** In lines; what takes the same says so once. `butOf`: names that are said elsewhere. */
export function writableFields(butOf: readonly string[] = []): readonly string[] {
  const written = allFields.flatMap((field) => fields[field].written ?? [])
    .filter(({ as }) => !butOf.includes(as));
  const words = written.flatMap(({ as, example }, at) => {
    const isSaid = example === "" || written[at + 1]?.example === example;
    const end = at === written.length - 1 ? "." : ",";
    return isSaid ? [`${as}${end}`] : [as, ...`(${example})${end}`.split(" ")];
  });
  return wrapped(words, 78);
}

function wrapped(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/**
 * `FIELD=VALUE` each, or as `task` takes them: `FIELD:VALUE`, and `+tag` for `tags=+tag`.
 * `mend`: what is perhaps to be done where one is not.
 */
export function assignments(
  given: readonly string[],
  command: string,
  mend: string | null = null,
): Readonly<Record<string, string>> {
  const tags: string[] = [];
  const others = given.flatMap((text) => {
    if (/^\+[^\s=:]+$/.test(text)) {
      tags.push(text);
      return [];
    }
    const at = text.search(/[=:]/);
    const [name, value] = [text.slice(0, at), text.slice(at + 1)];
    if (at > 0 && name !== "tags") return [[name, value] as const];
    if (at > 0) {
      tags.push(value);
      return [];
    }
    const how = mend === null ? "" : `: ${mend}`;
    throw usageError(`"${text}" is not FIELD=VALUE${how}`, command);
  });
  return Object.fromEntries(
    tags.length === 0 ? others : [...others, ["tags", tags.join(",")] as const],
  );
}
