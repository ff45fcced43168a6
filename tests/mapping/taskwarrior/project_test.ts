import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeProject, encodeProject } from "@/mapping/taskwarrior/project.ts";

const title = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom(".", " ", "_", "x", "2", "E", "a", "_x2E_", "_x_", "\n") }),
);

Deno.test("encodeProject() makes a name that decodeProject() gives any path back for", () => {
  fc.assert(
    fc.property(fc.array(title, { minLength: 1, maxLength: 4 }), (path) => {
      assert.deepEqual(decodeProject(encodeProject(path) ?? ""), path);
    }),
    { numRuns: 5000 },
  );
});

Deno.test("encodeProject() gives back every name a person typed", () => {
  const names = [
    "Home",
    "Home.Garden.Shed",
    "etc.",
    ".hidden",
    "a..b",
    "My Project.Ü",
    "a_b._x",
    "1.2",
  ];
  for (const name of names) assert.equal(encodeProject(decodeProject(name)), name);
});

Deno.test("encodeProject() keeps a dot in a title apart from the one between titles", () => {
  assert.equal(encodeProject(["Web", "v2.0"]), "Web.v2_x2E_0");
  assert.deepEqual(decodeProject("Web.v2_x2E_0"), ["Web", "v2.0"]);
  assert.equal(encodeProject(["", " "]), "_x_._x20_");
});

Deno.test("decodeProject() takes no project and a blank one for the empty path", () => {
  assert.deepEqual(decodeProject(""), []);
  assert.deepEqual(decodeProject("  "), []);
  assert.equal(encodeProject([]), null);
});
