import assert from "node:assert/strict";
import type { FaultyRequest } from "@/sandbox/options.ts";
import type { SandboxVersion } from "@/sandbox/version.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** As recorded of 0.24.6: `/info` without its later fields, tokens that may not ask for routes, no list of all tasks. */
function tooOld({ path }: FaultyRequest) {
  if (path.endsWith("/v1/info")) return { status: 200, body: { version: "v0.24.6" } };
  return { status: 404, body: { message: "Not Found" } };
}

const says = /Cannot work with Vikunja v0\.24\.6: it is older than 1\.0\.0/;

for (const args of [["sync"], ["init", "--yes"], ["doctor"]]) {
  Deno.test(`V4: ${args.join(" ")} refuses a server older than 1.0 in words, with exit code 2`, async () => {
    await using world = await createWorld({ sandbox: { as: "1.1", fault: tooOld } });
    await world.task("add", "Call Ann");
    const ended = await world.run(args);
    assert.equal(ended.code, 2, ended.stdout + ended.stderr);
    assert.match(ended.stdout + ended.stderr, says);
    assert.deepEqual((await world.export()).map(({ description }) => description), ["Call Ann"]);
  });
}

Deno.test("V4: init without a token names the permissions that this server has, and no others", async () => {
  const named: string[] = [];
  for (const as of ["1.1", "2.3", "2.5"] as const) {
    await using world = await createWorld({ sandbox: { as } });
    const { VIKUNJA_TOKEN: _, ...env } = world.env;
    const ended = await world.run(["init", "--yes", "--server", world.server.url], {
      ...env,
      VIKUNJA_TOKEN: "",
    });
    named.push(/^ *tasks: .*$/m.exec(ended.stderr)?.[0].trim() ?? ended.stderr);
  }
  assert.deepEqual(named, [
    "tasks: read_all, read_one, create, bulk, delete",
    "tasks: read_all, read_one, create, update_bulk, delete",
    "tasks: read_all, read_one, create, create_bulk, update, update_bulk, delete",
  ]);
});

/** What both sides say of each task, by its title. */
async function bothSides(world: World) {
  const here = Object.fromEntries((await world.export()).map((task) => [task.description, task]));
  const routes = "/api/v1/tasks?per_page=50";
  const there = await world.api<readonly Record<string, unknown>[]>("GET", routes);
  return { here, there: Object.fromEntries(there.map((task) => [task["title"], task])) };
}

for (const as of ["1.1", "2.3", "2.4"] satisfies SandboxVersion[]) {
  Deno.test(`V2: sync keeps labels, comments, dates and the history of a repeating task on both sides (${as})`, async () => {
    await using world = await createWorld({ sandbox: { as } });
    const [inbox] = await world.api<readonly { id: number }[]>("GET", "/api/v1/projects");
    const made = await world.api<{ id: number }>("PUT", `/api/v1/projects/${inbox?.id}/tasks`, {
      title: "web",
      due_date: "2021-03-04T08:00:00Z",
      repeat_after: 86_400,
    });
    await world.task("add", "here", "+one", "+two", "+three", "+four", "due:2031-01-02");
    await world.json(["sync"]);
    const { id: label_id } = await world.api<{ id: number }>("PUT", "/api/v1/labels", {
      title: "five",
    });
    await world.api("PUT", `/api/v1/tasks/${made.id}/labels`, { label_id });
    await world.task("description:here", "modify", "-one", "priority:H");
    await world.task("description:here", "annotate", "remember");
    await world.task("description:web", "done");
    await world.json(["sync"]);
    await world.json(["sync"]);
    const { here, there } = await bothSides(world);
    const titles = (there["here"]?.["labels"] as { title: string }[]).map(({ title }) => title);
    assert.deepEqual(titles.toSorted(), ["four", "three", "two"]);
    assert.equal(there["here"]?.["priority"], 3);
    const all = (await world.export()).filter(({ description }) => description === "web");
    assert.deepEqual(all.map(({ status }) => status).toSorted(), ["completed", "pending"]);
    const open = all.find(({ status }) => status === "pending");
    assert.deepEqual(open?.["tags"], ["five"]);
    const due = String(there["web"]?.["due_date"]);
    assert.equal(open?.["due"], due.replaceAll(/[-:]/g, ""));
    assert.ok(due > new Date().toISOString(), due);
    assert.equal(Object.keys(here).length, 2);
    const full = await world.json(["sync", "--full"]);
    assert.deepEqual(full["updated"], { taskwarrior: 0, vikunja: 0 });
  });
}
