import assert from "node:assert/strict";
import { chosenProjects } from "@/cli/commands/chosen_projects.ts";

const names = ["Inbox", "Work", "Home", "Home.Garden", "2026", "Some day"];
const some = (...projects: readonly string[]) => ({ projects, excludeProjects: [] });

for (
  const [answer, chosen] of [
    ["", some()],
    ["all", some()],
    ["2 3", some("Work", "Home")],
    ["1-3,5", some("Inbox", "Work", "Home", "2026")],
    ["work, Some day", some("Work", "Some day")],
    ["2026", some("2026")],
    ["Home.*, Client-*", some("Home.*", "Client-*")],
    ["-2", { projects: [], excludeProjects: ["Work"] }],
    ["-Some day, -1", { projects: [], excludeProjects: ["Some day", "Inbox"] }],
    ["Home, -Home.Garden", { projects: ["Home"], excludeProjects: ["Home.Garden"] }],
    ["2 2 work", { wrong: "there is no project 2 2 work" }],
    ["2, 2, WORK", some("Work")],
    ["0", { wrong: "there are 6" }],
    ["7", { wrong: "there are 6" }],
    ["3-1", { wrong: "there are 6" }],
    ["Wrok", { wrong: "there is no project Wrok" }],
    ["Work..*", { wrong: "there is no project Work..*" }],
  ] as const
) {
  Deno.test(`chosenProjects() takes ${JSON.stringify(answer)} as it is meant`, () => {
    assert.deepEqual(chosenProjects(answer, names), chosen);
  });
}
