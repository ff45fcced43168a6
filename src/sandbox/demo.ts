import { createComment } from "./rules/comments.ts";
import { createLabel, setLabels } from "./rules/labels.ts";
import { createProject } from "./rules/projects.ts";
import { createRelation } from "./rules/relations.ts";
import type { TaskBody } from "./rules/task_body.ts";
import { createTask } from "./rules/task_create.ts";
import type { Task, User } from "./store/rows.ts";
import { readInstant } from "./time.ts";
import type { World } from "./world.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** Two households of projects with what tasks can have: enough to look at, small enough to read. */
export function seedDemo(world: World, user: User): void {
  const at = (ms: number) => readInstant(Math.ceil(world.now() / hour) * hour + ms);
  const project = (title: string, parentId = 0, color = "") =>
    createProject(world, user, { title, parent_project_id: parentId, hex_color: color }).id;
  const labels = new Map(
    [["errand", "e8b33f"], ["waiting", "8a8f98"], ["urgent", "d9483b"], ["deep", "4c6fd1"]]
      .map(([title = "", hex_color = ""]) =>
        [title, createLabel(world, user, { title, hex_color }).id] as const
      ),
  );
  const task = (
    projectId: number,
    body: TaskBody,
    names: readonly string[] = [],
  ): Task => {
    const made = createTask(world, user, projectId, body);
    const labelIds = names.flatMap((name) => labels.get(name) ?? []);
    if (labelIds.length > 0) setLabels(world, user, { taskId: made.id, labelIds });
    return made;
  };
  const say = ({ id }: Task, text: string) => createComment(world, user, id, `<p>${text}</p>`);

  const home = project("Home", 0, "4caf7a");
  const garden = project("Garden", home);
  const work = project("Work", 0, "4c6fd1");
  const website = project("Website", work);
  const launch = project("Launch", website);

  task(home, {
    title: "Water the plants",
    due_date: at(day),
    repeat_after: 3 * 24 * 3600,
    reminders: [{ relative_to: "due_date", relative_period: -3600 }],
  });
  const milk = task(home, { title: "Buy milk", due_date: at(6 * hour), priority: 2 }, ["errand"]);
  say(milk, "The one with the blue lid.");
  task(home, { title: "Call the plumber", priority: 4, is_favorite: true }, ["urgent", "waiting"]);
  task(home, { title: "Return the library books", done: true }, ["errand"]);
  const beds = task(garden, {
    title: "Prepare the vegetable beds",
    description: "<p>Before the first warm weekend:</p><ul><li>compost</li><li>rake</li></ul>",
    start_date: at(2 * day),
    end_date: at(4 * day),
    percent_done: 0.25,
  });
  const seeds = task(garden, { title: "Order seeds", due_date: at(2 * day) }, ["errand"]);
  createRelation(world, user, { taskId: seeds.id, otherTaskId: beds.id, kind: "blocking" });

  const outline = task(website, {
    title: "Write the outline",
    description: "<p>One page, <strong>no jargon</strong>.</p>",
    done: true,
    percent_done: 1,
  }, ["deep"]);
  const draft = task(
    website,
    { title: "Draft the start page", due_date: at(3 * day), priority: 3 },
    [
      "deep",
    ],
  );
  createRelation(world, user, { taskId: outline.id, otherTaskId: draft.id, kind: "precedes" });
  say(draft, "Second version is in the shared folder.");
  say(draft, "Looks good, the headline is still too long.");
  const check = task(launch, { title: "Launch checklist", due_date: at(14 * day), priority: 5 });
  for (const title of ["Set up redirects", "Test on a phone", "Tell the newsletter"]) {
    const step = task(launch, { title });
    createRelation(world, user, { taskId: check.id, otherTaskId: step.id, kind: "subtask" });
  }
  task(work, { title: "Weekly report", due_date: at(5 * day), repeat_after: 7 * 24 * 3600 });
  task(work, { title: "Ask for the missing invoice", due_date: at(-2 * day) }, ["waiting"]);
}
