import type { JsonObject } from "@/domain/json.ts";
import { refuses, sets } from "@tests/simulation/taskwarrior/hooks.ts";
import { createTwins } from "@tests/simulation/taskwarrior/twins.ts";
import { taskwarriorLines } from "@tests/support/taskwarrior.ts";

const [one, two] = [
  "11111111-1111-4111-8111-111111111111",
  "22222222-1111-4111-8111-111111111111",
] as const;
const entry = "20200101T000000Z";
const good: JsonObject = { uuid: two, description: "good", entry };

/** Each is tried as new, then between good ones, then on a task that is there. */
const odd: Readonly<Record<string, JsonObject>> = {
  "a description that is missing": { uuid: one, entry },
  "an empty description": { uuid: one, description: "", entry },
  "a date that is none": { uuid: one, description: "x", entry, due: "garbage" },
  "a date that is empty": { uuid: one, description: "x", entry, due: "" },
  "a status that is none": { uuid: one, description: "x", entry, status: "bogus" },
  "tags as text": { uuid: one, description: "x", entry, tags: "a,b" },
  "dependencies as text": { uuid: one, description: "x", entry, depends: two },
  "a dependency on itself": { uuid: one, description: "x", entry, depends: [one] },
  "numbers": { uuid: one, description: "x", entry, estimate: 2.5, unknown: 7, title: 1 },
  "notes of one second": {
    uuid: one,
    description: "x",
    entry,
    annotations: [{ entry, description: "a" }, { entry, description: "b" }],
  },
  "a tag with a comma": { uuid: one, description: "x", entry, tags: ["a,b", "c"] },
  "brackets and quotes": { uuid: one, description: 'see &open;1] "q" \\ /', entry },
  "a wait that is over, with an end": {
    uuid: one,
    description: "x",
    entry,
    end: entry,
    wait: "20210101T000000Z",
  },
  "completed, with no end": { uuid: one, description: "x", entry, status: "completed" },
};

for (const line of taskwarriorLines) {
  for (const [name, object] of Object.entries(odd)) {
    Deno.test(`the simulated Taskwarrior ${line} takes ${name} as the real one does`, async () => {
      await using twins = await createTwins(line, { "uda.estimate.type": "numeric" });
      await twins.run({ kind: "import", objects: [object] });
      const others = [{ ...good, project: "first" }, object, { ...good, project: "last" }];
      await twins.run({ kind: "import", objects: others });
      await twins.run({ kind: "import", objects: [{ ...good, uuid: one, tags: ["t"] }] });
      await twins.run({ kind: "import", objects: [object] });
      await twins.run({ kind: "done", uuid: one });
      await twins.run({ kind: "import", objects: [{ ...object, status: "pending" }] });
    });
  }

  Deno.test(`the simulated Taskwarrior ${line} fills in what the user's settings say, as the real one does`, async () => {
    await using twins = await createTwins(line, {
      "default.project": "Inbox",
      "default.due": "2031-03-01",
      "uda.size.type": "string",
      "uda.size.default": "M",
    });
    await twins.run({ kind: "add", set: { description: "typed" } });
    await twins.run({ kind: "add", set: { description: "typed", project: null, due: null } });
    await twins.run({ kind: "import", objects: [good, { ...good, uuid: one, due: entry }] });
    await twins.run({ kind: "import", objects: [{ ...good, description: "changed" }] });
    await twins.run({ kind: "modify", uuid: two, set: { due: null, project: null, size: null } });
    await twins.run({ kind: "modify", uuid: two, set: { description: "again" } });
    await twins.run({ kind: "script", uuid: two, set: { due: null, project: null } });
  });

  Deno.test(`the simulated Taskwarrior ${line} heeds a hook of the user's as the real one does`, async () => {
    await using twins = await createTwins(line);
    await twins.run({ kind: "import", objects: [good] });
    twins.installHook(
      `new=$(printf '%s' "$new" | sed -E 's/"priority":"[^"]*",?//; s/}$/,"priority":"H"}/')`,
    );
    twins.simulated.setHook(sets("priority", "H"));
    await twins.run({ kind: "import", objects: [{ ...good, priority: "L" }] });
    await twins.run({ kind: "modify", uuid: two, set: { priority: null } });
    await twins.run({ kind: "import", objects: [{ ...good, uuid: one, tags: ["t"] }] });
    twins.installHook(`case $new in *never*) echo "not this"; exit 1;; esac`);
    twins.simulated.setHook(refuses("never", "not this"));
    await twins.run({ kind: "modify", uuid: two, set: { description: "never" } });
    const mixed = ["fine", "never", "fine too"].map((description, at) => ({
      uuid: `3333333${at}-1111-4111-8111-111111111111`,
      description,
      entry,
    }));
    await twins.run({ kind: "import", objects: mixed });
  });
}
