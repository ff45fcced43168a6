import assert from "node:assert/strict";
import { join } from "node:path";
import { countedProgram } from "@tests/adapters/taskwarrior/counted_program.ts";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { order, present } from "@tests/support/replica_hands.ts";
import { forEachVersion } from "@tests/support/taskwarrior.ts";

/** What a hook of the user's makes of each task that is changed. */
const hooks = {
  "keeps a tag": `sed 's/"status":"pending"/"tags":["work"],&/; s/,"tags":\\[[^]]*\\]}/}/'`,
  "sets a title of its own": `sed 's/"description":"[^"]*"/"description":"As the hook wants it"/'`,
  "sets a project besides": `sed 's/"project":"[^"]*",//; s/"status"/"project":"hooked",&/'`,
};

for (const [name, script] of Object.entries(hooks)) {
  forEachVersion(
    `N12: where a hook ${name}, its word is what was written, after one import`,
    async (tw) => {
      await tw.import([{ description: "Dig", project: "Home", tags: ["work"] }]);
      const id = String((await tw.export())[0]?.["uuid"]);
      await Deno.mkdir(join(tw.taskdata, "hooks"));
      const hook = `#!/bin/sh\nread old; read new\necho "$new" | ${script}\n`;
      writeExecutable(join(tw.taskdata, "hooks", "on-modify"), hook);
      const counted = countedProgram(tw);
      const replica = replicaOf({ ...tw, program: counted.program });
      await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
      counted.takeStarts();
      const patch = { title: "Dig deep", labels: { add: [], remove: ["work"] } };
      const push = { kind: "update", patch, expected: { title: "Dig" } } as const;
      const [outcome] = await replica.write([order(id, push)], signal);
      assert.ok(outcome !== undefined);
      const [stored] = await tw.export();
      const { task } = present(outcome);
      assert.equal(task.title, stored?.["description"]);
      assert.deepEqual(task.labels, stored?.["tags"] ?? []);
      assert.equal(task.project.join("."), stored?.["project"] ?? "");
      assert.equal(counted.takeStarts().filter((last) => last === "-").length, 1);
      const after = await replica.changes(
        { cursor: replica.cursor(), full: false, knownCount: 0 },
        signal,
      );
      assert.deepEqual(after.readings, []);
      assert.deepEqual(await tw.export(), [stored]);
    },
  );
}
