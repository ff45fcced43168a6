import type { TaskChange } from "@/domain/edit_task.ts";
import { SyncError } from "@/domain/errors.ts";

const letters: Readonly<Record<string, number>> = { "": 0, L: 1, M: 2, H: 3 };

type Field = (value: string, projectPath: (name: string) => readonly string[]) => TaskChange;

const fields: Readonly<Record<string, Field>> = {
  title: (title) => {
    if (title.trim() === "") throw unusable("title", title, "some text");
    return { title };
  },
  notes: (notes) => ({ notes }),
  project: (value, projectPath) => ({ project: value === "" ? [] : projectPath(value) }),
  priority: (value) => {
    const priority = letters[value.toUpperCase()] ?? (/^[0-5]$/.test(value) ? Number(value) : null);
    if (priority === null) throw unusable("priority", value, "L, M, H, nothing, or 0 to 5");
    return { priority };
  },
  due: (value) => ({ dueAt: instant("due", value) }),
  scheduled: (value) => ({ scheduledAt: instant("scheduled", value) }),
  tags: (value) => ({ labels: labelsOf(value) }),
  done: (value) => {
    if (value !== "true" && value !== "false") throw unusable("done", value, "true or false");
    return { done: value === "true" };
  },
};

/**
 * Field and value as text, as what they mean.
 * @throws {SyncError} `USAGE`
 */
export function taskChange(
  given: Readonly<Record<string, string>>,
  projectPath: (name: string) => readonly string[],
): TaskChange {
  const changes = Object.entries(given).map(([name, value]) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field !== undefined) return field(value, projectPath);
    throw new SyncError("USAGE", `Cannot set ${name}: a task has no such field`, {
      hint: `There are ${Object.keys(fields).join(", ")}.`,
    });
  });
  return Object.assign({}, ...changes);
}

/** A date alone is its beginning, UTC. */
function instant(name: string, value: string): string | null {
  if (value === "") return null;
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(
    value,
  );
  const ms = isDate ? Date.parse(value) : NaN;
  if (Number.isNaN(ms)) {
    throw unusable(name, value, "a time like 2026-11-21T05:00:00Z, a date, or nothing");
  }
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

/** `+a,-b` changes the tags, `a,b` are all of them. */
function labelsOf(value: string): NonNullable<TaskChange["labels"]> {
  const parts = value.split(",").map((part) => part.trim()).filter((part) => part !== "");
  const signed = parts.filter((part) => /^[+-]./.test(part));
  if (signed.length === 0) return { set: parts };
  if (signed.length < parts.length) throw unusable("tags", value, "+a,-b or a,b");
  const having = (sign: string) =>
    signed.filter((part) => part.startsWith(sign)).map((part) => part.slice(1));
  return { add: having("+"), remove: having("-") };
}

function unusable(name: string, value: string, wanted: string): SyncError {
  return new SyncError(
    "USAGE",
    `Cannot set ${name} to ${JSON.stringify(value)}: it takes ${wanted}`,
  );
}
