import assert from "node:assert/strict";
import { projectPath } from "@/domain/project_path.ts";

function pathOf(id: number, ...projects: readonly (readonly [number, string, number])[]) {
  const all = projects.map(([id, title, parentId]) => ({ id, title, parentId }));
  const byId = new Map(all.map((project) => [project.id, project]));
  const project = byId.get(id);
  assert.ok(project !== undefined);
  return projectPath(project, byId);
}

Deno.test("projectPath() goes up to the project that has no parent here", () => {
  assert.deepEqual(pathOf(3, [1, "a", 0], [2, "b", 1], [3, "c", 2]), ["a", "b", "c"]);
  assert.deepEqual(pathOf(3, [3, "c", 2]), ["c"]);
});

Deno.test("projectPath() ends where parents go in a circle", () => {
  assert.deepEqual(pathOf(1, [1, "a", 2], [2, "b", 1]), ["b", "a"]);
});
