import { elementsOf, recordOf, setFields } from "@/domain/fields.ts";
import type { Patch } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";
import type { CreateWrite } from "@/adapters/vikunja/write/earlier.ts";

/** What of a new task takes calls of its own, as the change it is. */
export function partsOfNew({ task, comments }: CreateWrite["push"]): Patch {
  const some = setFields.filter((field) => elementsOf(task, field).length > 0);
  return {
    ...recordOf(some, (field) => ({ add: elementsOf(task, field), remove: [] })),
    ...saidByLabels(task),
    ...(task.bucket === undefined || task.bucket === "" ? {} : { bucket: task.bucket }),
    ...(comments.length === 0 ? {} : { comments: { add: comments, edit: [], remove: [] } }),
  };
}

function saidByLabels({ started, udas }: Task): Pick<Patch, "started" | "udas"> {
  return {
    ...(started === true ? { started } : {}),
    ...(udas === undefined || Object.keys(udas).length === 0 ? {} : { udas }),
  };
}
