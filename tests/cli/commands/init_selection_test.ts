import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { SyncPlan } from "@/ports/operations.ts";
import type { ChosenSelection } from "@/ports/setup.ts";
import type { Output } from "@/cli/output.ts";
import { allProjects, leftWithout, planChosen } from "@/cli/commands/init_selection.ts";

const plan: SyncPlan = { changes: [], warnings: [], requests: 0 };
const all = { projects: [], excludeProjects: [] };

function conversation(answers: readonly string[]) {
  const left = [...answers];
  const said: string[] = [];
  const output = {
    note: (line: string) => void said.push(line),
    error: ({ message }: SyncError) => void said.push(message),
    settle: () => {},
  } as unknown as Output;
  return { said, context: { output, askText: () => Promise.resolve(left.shift() ?? null) } };
}

Deno.test("allProjects() has a project once that differs in case", () => {
  const names = allProjects(["Inbox", "Work"], ["work", "home", "Garten"]);
  assert.deepEqual(names, ["Inbox", "Work", "Garten", "home"]);
});

Deno.test("init asks again for projects that another profile syncs as well", async () => {
  const { said, context } = conversation(["2", "n"]);
  const asked: (ChosenSelection | null)[] = [];
  const planned = (selection: ChosenSelection | null) => {
    asked.push(selection);
    const details = { shared: "tasks of all projects" };
    return selection === null
      ? Promise.reject(new SyncError("BINDING", "both would sync it", { details }))
      : Promise.resolve({ ...plan, finishedLongAgo: asked.length === 2 ? 3 : 0 });
  };
  const names = ["Inbox", "Work"];
  const { selection } = await planChosen({ wanted: all, names, planned }, context);
  const work = { projects: ["Work"], excludeProjects: [] };
  assert.deepEqual(selection, { ...work, doneWithin: "90d" });
  assert.deepEqual(asked, [null, { ...work, doneWithin: null }, { ...work, doneWithin: "90d" }]);
  assert.match(said.join("\n"), /both would sync it\nWhich projects/);
});

Deno.test("init ends at what is no matter of the projects", async () => {
  const { context } = conversation([]);
  const planned = () => Promise.reject(new SyncError("BINDING", "a backup was put back"));
  await assert.rejects(planChosen({ wanted: all, names: [], planned }, context), {
    message: "a backup was put back",
  });
});

Deno.test("init says where tasks without a project stay in Taskwarrior", () => {
  const some = { projects: ["Work"], excludeProjects: ["Work.Old"] };
  assert.equal(leftWithout("Inbox", all), null);
  assert.equal(leftWithout("work.Inbox", some), null);
  assert.match(leftWithout("Inbox", some) ?? "", /would be in Inbox, which is not chosen/);
  assert.match(leftWithout("Work.old", some) ?? "", /stay in Taskwarrior/);
});
