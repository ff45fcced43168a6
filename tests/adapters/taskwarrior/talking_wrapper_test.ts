import assert from "node:assert/strict";
import { join } from "node:path";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { order, present } from "@tests/support/replica_hands.ts";
import { forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

/** `task` as a script of the user's that says something of its own before and after. */
function wrapped(tw: Taskwarrior, before: string, after: string) {
  const path = join(tw.home, "task-wrapper");
  const script = `#!/bin/sh\n${before}\n'${tw.program.path}' "$@"\ncode=$?\n${after}\nexit $code\n`;
  writeExecutable(path, script);
  return { ...tw, program: { ...tw.program, path } };
}

const wrappers = {
  "greets": ["echo 'Welcome to Taskwarrior'", ":"],
  "says a date and a list": ["date; echo '[1] done'; echo 2.6.1 is old", "echo 'Bye = bye'"],
  "tells of versions after": [":", "echo 'task, version 9'"],
} as const;

for (const [name, [before, after]] of Object.entries(wrappers)) {
  for (const write of ["auto", "import"] as const) {
    forEachVersion(`R23: a wrapper of task that ${name} is no trouble (${write})`, async (tw) => {
      await tw.run(["add", "Dig"]);
      const replica = replicaOf(wrapped(tw, before, after), { write });
      const { readings } = await replica.changes(
        { cursor: null, full: false, knownCount: 0 },
        signal,
      );
      assert.equal(readings.length, 1);
      const { version } = await replica.installation(signal);
      assert.match(version, tw.line === "3" ? /^3\.\d+\.\d+$/ : /^2\.6\.2$/);
      const id = String(readings[0]?.id);
      const push = { kind: "update", patch: { title: "Dig deep" }, expected: {} } as const;
      const [outcome] = await replica.write([order(id, push)], signal);
      assert.ok(outcome !== undefined);
      assert.equal(present(outcome).task.title, "Dig deep");
    });
  }
}

forEachVersion("R23: a program that is no Taskwarrior is named by what it says", async (tw) => {
  const path = join(tw.home, "not-task");
  writeExecutable(path, "#!/bin/sh\necho Welcome; echo here\n");
  const replica = replicaOf({ ...tw, program: { ...tw.program, path } });
  await assert.rejects(
    () => replica.installation(signal),
    /Cannot (tell which Taskwarrior this is: `task --version` says "Welcome"|find Taskwarrior's data)/,
  );
});
