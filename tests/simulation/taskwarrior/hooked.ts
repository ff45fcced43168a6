import type { JsonObject } from "@/domain/json.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import { taskOfObject } from "@tests/simulation/taskwarrior/read_object.ts";
import type { StoredTask } from "@tests/simulation/taskwarrior/schema.ts";
import type { CommandContext } from "@tests/simulation/taskwarrior/session.ts";
import { objectOf } from "@tests/simulation/taskwarrior/show_object.ts";

/** What a hook of the user's makes of a task. @throws {TaskFailure} where it refuses. */
export function hooked(
  before: StoredTask | null,
  after: StoredTask,
  { hook, schema, nowSeconds }: CommandContext,
): StoredTask {
  if (hook === null) return after;
  const old: JsonObject | null = before === null ? null : objectOf(before, schema);
  const answer = hook.run(old, objectOf(after, schema));
  if (answer.kind === "refuses") throw new TaskFailure(4, answer.words);
  return taskOfObject(answer.object, schema, nowSeconds());
}
