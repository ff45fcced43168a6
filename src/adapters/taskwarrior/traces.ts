import { attributeFields } from "@/domain/fields.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { withoutLink } from "@/mapping/taskwarrior/write.ts";
import type { Traces } from "@/ports/local_taskwarrior.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/** What of ours is on these tasks. */
export function tracesIn(
  tasks: readonly TaskObject[],
  { attributes, link, profile = null }: Omit<TaskwarriorSettings, "tagRules">,
): Traces {
  const names = attributeFields.flatMap((field) => attributes[field] ?? []);
  const held = names.map((
    name,
  ) => [name, tasks.filter((task) => Object.hasOwn(task, name)).length]);
  return {
    noted: tasks.filter((task) => withoutLink(task, { link, profile }) !== null).map(({ uuid }) =>
      uuid
    ),
    values: Object.fromEntries(held),
  };
}
