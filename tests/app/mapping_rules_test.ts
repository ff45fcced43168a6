import assert from "node:assert/strict";
import { mappingRulesOf, patternsBy, vikunjaPathBy } from "@/app/run/mapping_rules.ts";
import { usualMapping } from "@/config/mapping_config.ts";
import { selectionConfig } from "@/config/selection_config.ts";
import { selectionText } from "@/config/selection_words.ts";
import { isOf } from "@/domain/selection.ts";

const mapping = {
  ...usualMapping,
  projects: [
    { taskwarrior: "work", vikunja: ["Customers", "Work"] },
    { taskwarrior: "work.lab", vikunja: ["Lab"] },
  ],
};

Deno.test("vikunjaPathBy() says what a project is called there, the deepest pair first", () => {
  const pathOf = vikunjaPathBy({ mapping });
  assert.deepEqual(pathOf("Work.garden"), ["Customers", "Work", "garden"]);
  assert.deepEqual(pathOf("work.lab.one"), ["Lab", "one"]);
  assert.deepEqual(pathOf("home"), ["home"]);
});

Deno.test("patternsBy() takes a path of Vikunja where the project's name here fits", () => {
  const patterns = patternsBy({ mapping });
  const takes = (pattern: string, ...path: string[]) =>
    patterns([pattern]).some((each) => isOf(path, each));
  assert.ok(takes("work", "Customers", "Work"));
  assert.ok(takes("w*", "Customers", "Work", "deep"));
  assert.ok(takes("work.lab", "Lab", "one"));
  assert.ok(takes("work.gar*", "Customers", "Work", "Garden"));
  assert.ok(takes("work.*", "Customers", "Work", "Garden"));
  assert.ok(!takes("work.*", "Customers", "Work"));
  assert.ok(!takes("work.lab", "Customers", "Work"));
  assert.ok(takes("Customers", "Customers", "Work"));
  assert.ok(!takes("home", "Customers", "Work"));
});

Deno.test("mappingRulesOf() is the usual where nothing is set", () => {
  const { projects, priority } = mappingRulesOf({ mapping: usualMapping });
  assert.equal(projects.toVikunja(["work"]), null);
  assert.deepEqual(priority, { L: 1, M: 2, H: 3 });
});

Deno.test("selectionText() is another one where the mapping changes which tasks are selected", () => {
  const byProject = selectionConfig({ "selection.projects": ["work"] });
  const byLabel = selectionConfig({ "selection.labels": ["work"] });
  assert.notEqual(selectionText(byProject, mapping), selectionText(byProject, usualMapping));
  assert.equal(selectionText(byProject, usualMapping), selectionText(byProject));
  assert.equal(selectionText(byLabel, mapping), selectionText(byLabel));
  assert.equal(selectionText(null, mapping), "");
});
