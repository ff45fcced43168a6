import assert from "node:assert/strict";
import { createProjectTree, findInbox, type Project } from "@/adapters/vikunja/project_tree.ts";

function project(id: number, title: string, values: Partial<Project> = {}): Project {
  const created = "2026-01-01T00:00:00Z";
  return {
    id,
    title,
    parentId: 0,
    archived: false,
    created,
    ownerId: 1,
    ownerName: null,
    permission: null,
    ...values,
  };
}

Deno.test("createProjectTree() builds paths by parents, whatever the order and depth", () => {
  const tree = createProjectTree([
    project(3, "c", { parentId: 2 }),
    project(2, "b", { parentId: 1 }),
    project(1, "a"),
  ]);
  assert.deepEqual(tree.pathOf(3), ["a", "b", "c"]);
  assert.equal(tree.find(["a", "b"])?.id, 2);
  assert.equal(tree.find(["b"]), null);
  assert.equal(tree.pathOf(9), null);
});

Deno.test("createProjectTree() takes a project whose parent is not shared as a root, and survives a ring", () => {
  const tree = createProjectTree([
    project(5, "orphan", { parentId: 99 }),
    project(6, "x", { parentId: 7 }),
    project(7, "y", { parentId: 6 }),
  ]);
  assert.deepEqual(tree.pathOf(5), ["orphan"]);
  assert.deepEqual(tree.pathOf(6), ["y", "x"]);
});

Deno.test("createProjectTree() writes to the twin that is not archived, then to the oldest", () => {
  const tree = createProjectTree([
    project(4, "t"),
    project(2, "t", { archived: true }),
    project(3, "t"),
  ]);
  assert.equal(tree.find(["t"])?.id, 3);
  assert.equal(tree.twins.length, 1);
});

Deno.test("findInbox() prefers the account's own, then the title, then the lowest id", () => {
  const foreign = project(1, "Inbox", { ownerId: 2 });
  const own = project(7, "Inbox");
  const nested = project(3, "Inbox", { parentId: 4 });
  const first = project(4, "Home");
  assert.equal(findInbox([foreign, first, nested, own], 1)?.id, 7);
  assert.equal(findInbox([foreign, first], 1)?.id, 4);
  assert.equal(findInbox([foreign, own], null)?.id, 1);
  assert.equal(findInbox([], 1), null);
});

Deno.test("createProjectTree() gives the nearest path: exact first, else the only case-twin, level by level", () => {
  const tree = createProjectTree([
    project(1, "Work"),
    project(2, "API", { parentId: 1 }),
    project(3, "Home"),
    project(4, "HOME"),
    project(5, "api", { parentId: 3 }),
  ]);
  const nearest = (path: string) => tree.nearest(path.split("/")).join("/");
  assert.equal(nearest("Work/API"), "Work/API");
  assert.equal(nearest("work/api"), "Work/API");
  assert.equal(nearest("WORK/new/API"), "Work/new/API");
  assert.equal(nearest("home/api"), "home/api");
  assert.equal(nearest("Home/API"), "Home/api");
  assert.equal(nearest("other/Work"), "other/Work");
});
