import assert from "node:assert/strict";
import { assertStaysQuiet, lines } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const said = "see &open;1&close; & &open;";

interface Shown {
  readonly title: string;
  readonly description: string;
  readonly labels: readonly { readonly title: string }[];
  readonly comments: readonly string[];
  readonly project: string;
}

async function shownBy(world: World, id: number): Promise<Shown> {
  const task = await world.api<Shown & { readonly project_id: number }>(
    "GET",
    `/api/v1/tasks/${id}`,
  );
  const comments = await world.api<readonly { readonly comment: string }[]>(
    "GET",
    `/api/v1/tasks/${id}/comments`,
  );
  const project = await world.api<{ readonly title: string }>(
    "GET",
    `/api/v1/projects/${task.project_id}`,
  );
  const { title, description, labels } = task;
  return {
    title,
    description,
    project: project.title,
    labels: labels.map((label) => ({ title: label.title })),
    comments: comments.map(({ comment }) => comment),
  };
}

for (const line of lines) {
  Deno.test(`N17: words that 2.6 takes for brackets stay as they are in Vikunja (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const html = `<p>${said.replaceAll("&", "&amp;")}</p>`;
    const project = await world.api<{ id: number }>("PUT", "/api/v1/projects", { title: said });
    const { id } = await world.api<{ id: number }>("PUT", `/api/v1/projects/${project.id}/tasks`, {
      title: said,
      description: html,
    });
    const label = await world.api<{ id: number }>("PUT", "/api/v1/labels", { title: "a&open;b" });
    await world.api("PUT", `/api/v1/tasks/${id}/labels`, { label_id: label.id });
    await world.api("PUT", `/api/v1/tasks/${id}/comments`, { comment: html });
    const before = await shownBy(world, id);
    await world.json(["sync"]);
    await world.json(["sync", "--full"]);
    assert.deepEqual(await shownBy(world, id), before);
    const [task] = await world.export();
    assert.equal(task?.description, "see [1] & [");
    await world.task(String(task?.uuid), "modify", "priority:H");
    await world.json(["sync"]);
    assert.deepEqual(await shownBy(world, id), before);
    await world.task(String(task?.uuid), "modify", "typed [by hand]");
    await world.json(["sync"]);
    assert.deepEqual(await shownBy(world, id), { ...before, title: "typed [by hand]" });
    await assertStaysQuiet(world);
  });
}
