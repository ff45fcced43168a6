import assert from "node:assert/strict";
import { checkProjects, isInProjects } from "@/app/run/projects_asked.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import type { Look } from "@/triggers/looks.ts";
import { milk, observed } from "@tests/support/log_events.ts";

const { signal } = new AbortController();
const now = () => new Date("2026-11-21T12:00:00Z");

function lookIn(side: "taskwarrior" | "vikunja", project: readonly string[]): Look {
  const reading = {
    kind: "present",
    id: "a",
    task: { ...milk, project },
    extra: {},
    changedAt: "2026-11-20T10:00:00Z",
    linkHint: null,
  } as const;
  return { type: "Look", readings: [{ side, reading }] };
}

const nothing: Look = { type: "Look", readings: [] };

async function storeWith(project: readonly string[]) {
  const { store } = openMemoryLog({ projections: logProjections, now });
  const { type, data } = observed("taskwarrior");
  const events = [{ type, data: { ...data, task: { ...milk, project } } }];
  await store.append([{ streamId: "a", expectedVersion: 0, events }]);
  return store;
}

Deno.test("isInProjects() counts what is below, on either side, now or when last seen", async () => {
  const deps = { store: await storeWith(["work", "old"]), defaultProject: ["Inbox"] };
  const isIn = (look: Look, ...path: string[]) => isInProjects(look, "a", [path], deps);
  assert.ok(isIn(nothing, "work"));
  assert.ok(isIn(nothing, "work", "old"));
  assert.ok(!isIn(nothing, "work", "old", "deep"));
  assert.ok(!isIn(nothing, "wor"));
  assert.ok(isIn(lookIn("vikunja", ["Café"]), "cafe\u0301"));
  assert.ok(isIn(lookIn("vikunja", ["home", "garden"]), "home"));
  assert.ok(isIn(lookIn("taskwarrior", []), "Inbox"));
  assert.ok(!isIn(lookIn("vikunja", []), "Inbox"));
});

function check(project: string, { memory = [], server = [], looks = [], known = [] }: {
  readonly memory?: readonly (readonly string[])[];
  readonly server?: readonly (readonly string[])[];
  readonly looks?: readonly Look[];
  /** Projects that tasks were in when they were last seen. */
  readonly known?: readonly string[];
}) {
  const byStream = new Map(looks.map((look, at) => [String(at), look]));
  return checkProjects([project], byStream, {
    isInScope: (look, _id, projects) =>
      look.readings.some(({ reading }) =>
        reading.kind === "present" && reading.task.project.join(".") === projects[0]
      ) || look.readings.length === 0 && projects.some((name) => known.includes(name)),
    log: { presentStreams: () => known },
    vikunja: {
      projectPaths: (from) => Promise.resolve(from === "memory" ? memory : server),
    },
    pathsOf: (name) => [name.split("."), ["Customers", name]],
  }, signal);
}

Deno.test("checkProjects() takes what either side has, or had when it was last seen", async () => {
  await check("work", { memory: [["work", "garden"]] });
  await check("work.garden", { server: [["work", "garden"]] });
  await check("home", { looks: [lookIn("taskwarrior", ["home"])] });
  await check("gone", { known: ["gone"] });
  await check("mapped", { memory: [["Customers", "Mapped", "deep"]] });
});

Deno.test("checkProjects() refuses what nobody has, and says what was probably meant", async () => {
  await assert.rejects(check("wrok", { server: [["work"]] }), {
    code: "USAGE",
    hint: 'Did you mean "work"?',
  });
  const many = Array.from({ length: 23 }, (_, at) => [`p${String(at).padStart(2, "0")}`]);
  await assert.rejects(check("something else", { server: many }), {
    message: /none is called so, in Taskwarrior or in Vikunja$/,
    hint: /^There are: p00, p01, .*, p19 and 3 more\.$/,
  });
});
