import { Refusal } from "../errors.ts";
import type { Task, User } from "../store/rows.ts";
import type { World } from "../world.ts";
import type { TaskBody } from "./task_body.ts";
import { createTask, nextIndex } from "./task_create.ts";

/** All or none. Indexes are counted on from those before, whatever the bodies ask for. */
export function createTasks(
  world: World,
  user: User,
  projectId: number,
  bodies: readonly TaskBody[],
): readonly Task[] {
  if (bodies.length === 0) {
    const detail = "A bulk task creation must contain between 1 and 100 tasks, got 0.";
    throw new Refusal(400, 4030, detail);
  }
  let next = nextIndex(world, projectId);
  return bodies.map((body, place) => {
    const index = body.index || next++;
    try {
      return createTask(world, user, projectId, { ...body, index });
    } catch (error) {
      throw error instanceof Refusal ? placed(error, place) : error;
    }
  });
}

/** A complaint about a task itself says which one. */
function placed(refusal: Refusal, place: number): Refusal {
  const { status, code, message, extra } = refusal;
  switch (code) {
    case 2002: {
      const fields = extra["invalid_fields"] as readonly string[];
      const named = fields.map((field) => `tasks[${place}].${field}`);
      return new Refusal(status, code, message, { invalid_fields: named });
    }
    case 4001:
    case 4029:
      return new Refusal(status, 4031, `The task at index ${place} is invalid: ${message}`);
    default:
      return refusal;
  }
}
