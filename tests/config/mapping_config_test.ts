import assert from "node:assert/strict";
import { noPlaces } from "@/domain/field_places.ts";
import { configOf, configPath, refusalOf, server } from "@tests/config/support.ts";

const of = (text: string) => ({ env: server, files: { [configPath]: text } });

Deno.test("readConfig() takes projects and priorities that correspond", async () => {
  const { mapping } = await configOf(of(`
[mapping.projects]
work = "Customers / Work"
"home.garden" = ["Garden", "A/B"]
[mapping.priority]
H = 5
M = 3
`));
  assert.deepEqual(mapping, {
    projects: [
      { taskwarrior: "work", vikunja: ["Customers", "Work"] },
      { taskwarrior: "home.garden", vikunja: ["Garden", "A/B"] },
    ],
    priority: { L: 1, M: 3, H: 5 },
    tellsAuthors: false,
    places: noPlaces,
  });
});

Deno.test("readConfig() says of everything in a mapping what is wrong with it, at once", async () => {
  const { message } = await refusalOf(of(`
[mapping.projects]
work = "Customers/Work"
Work = "Elsewhere"
home.garden = "Garden"
far = "customers/work"
gone = 5
empty = "A//B"
"all.*" = "All"
[mapping.priority]
h = 3
L = 6
`));
  for (
    const expected of [
      'has "work" and "Work", which are one project',
      'has "home" without quotes: a project with a dot is written like "work.garden" = "Garden"',
      'gives "work" and "far" one project of Vikunja, customers/work',
      'has no project of Vikunja for "gone"',
      'has an empty name in "empty"',
      'has a * in "all.*"',
      'has an unknown priority "h": did you mean H?',
      "has for L no whole number from 1 to 5",
    ]
  ) {
    assert.ok(
      message.includes(
        `mapping.${
          expected.includes("priority") || expected.includes("for L") ? "priority" : "projects"
        } ${expected}`,
      ),
      `${expected}\n${message}`,
    );
  }
  assert.match(message, /config\.toml:2: mapping\.projects/);
  assert.match(message, /config\.toml:10: mapping\.priority/);
});

Deno.test("readConfig() wants priorities that rise, and names what was probably meant", async () => {
  const fallen = await refusalOf(of("[mapping.priority]\nM = 4\n"));
  assert.match(fallen.message, /mapping\.priority must rise: L is 1, M is 4, H is 3/);
  const near = await refusalOf(of('[mapping.project]\nwork = "A"\n'));
  assert.match(
    near.message,
    /unknown key "mapping\.project" \(did you mean "mapping\.projects"\?\)/,
  );
  const flat = await refusalOf(of('[mapping]\nprojects = "A"\n'));
  assert.match(flat.message, /mapping\.projects must be a table with lines like "work" =/);
});
