import type { JsonObject } from "@/domain/json.ts";
import type { Instant, Repetition, Task } from "@/domain/task.ts";
import { vikunjaValues } from "@/mapping/fold_fields.ts";
import { instantOf, zeroDate } from "@/mapping/vikunja/date.ts";
import { extraOf } from "@/mapping/vikunja/extra.ts";
import { isNonce } from "@/mapping/vikunja/nonce.ts";
import { usualVikunjaSettings, type VikunjaSettings } from "@/mapping/vikunja/settings.ts";

/** What one answer shows of a task. */
interface VikunjaTask {
  readonly task: Task;
  /** What only Vikunja has and is worth making again. */
  readonly extra: JsonObject;
  /** `updated`. */
  readonly changedAt: Instant;
  /** `created`; absent where an answer leaves it out. */
  readonly createdAt?: Instant;
}

/** Reads a task as v1 or v2 answers it, with its comments in it; `project` is its path from the root. */
export function taskFromVikunja(
  raw: JsonObject,
  project: readonly string[],
  settings: VikunjaSettings = usualVikunjaSettings,
): VikunjaTask {
  const done = raw["done"] === true;
  const repetition = repetitionOf(raw);
  const createdAt = instantOf(raw["created"]);
  return {
    task: {
      ...vikunjaValues(raw, project, settings),
      doneAt: doneAtOf(raw, done || repetition !== null),
      repetition,
    },
    extra: extraOf(raw),
    changedAt: instantOf(raw["updated"]) ?? zeroDate,
    ...(createdAt === null ? {} : { createdAt }),
  };
}

/** What a create left on a task that is not done; see `nonce.ts`. */
export function markOf(raw: JsonObject): Instant | null {
  const at = raw["done"] === true ? null : instantOf(raw["done_at"]);
  return at !== null && isNonce(at) ? at : null;
}

/** Of a task that is neither done nor repeating it says nothing: it can be the mark of our create. */
function doneAtOf(raw: JsonObject, counts: boolean): Instant | null {
  const at = instantOf(raw["done_at"]);
  return at === null || !counts || isNonce(at) ? null : at;
}

/** Recorded: without an interval modes 0 and 2 do not repeat; mode 1 takes no interval. */
function repetitionOf(raw: JsonObject): Repetition | null {
  const everySeconds = Number(raw["repeat_after"] ?? 0);
  switch (raw["repeat_mode"]) {
    case 1:
      return { everySeconds, mode: 1 };
    case 2:
      return everySeconds > 0 ? { everySeconds, mode: 2 } : null;
  }
  return everySeconds > 0 ? { everySeconds, mode: 0 } : null;
}
