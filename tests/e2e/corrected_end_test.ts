import assert from "node:assert/strict";
import { lines } from "@tests/support/quiet.ts";
import { createWorld } from "@tests/support/world.ts";

for (const line of lines) {
  Deno.test(`N18: an \`end\` corrected in Taskwarrior, which Vikunja does not take, is said (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Dig");
    const uuid = String((await world.export())[0]?.uuid);
    await world.json(["sync"]);
    await world.task(uuid, "done");
    await world.json(["sync"]);
    await world.json(["sync"]);
    await world.task(uuid, "modify", "end:2026-01-01T00:00:00Z");
    const said = await world.run(["sync"]);
    assert.equal(said.code, 3, said.stderr);
    assert.match(said.stdout + said.stderr, /time of completion 2026-01-01T00:00:00Z/);
    assert.equal((await world.run(["status"])).code, 3);
    assert.equal((await world.export())[0]?.["end"], "20260101T000000Z");
    await world.task(uuid, "modify", "status:pending", "end:");
    await world.json(["sync"]);
    assert.equal((await world.serverTasks())[0]?.done, false);
    assert.equal((await world.run(["status"])).code, 0);
  });

  Deno.test(`N18: an annotation removed and added, in one look or two, arrives (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Dig");
    const uuid = String((await world.export())[0]?.uuid);
    await world.task(uuid, "annotate", "one");
    await world.json(["sync"]);
    const [task] = await world.serverTasks();
    const comments = async () => {
      const all = await world.api<readonly { readonly id: number; readonly comment: string }[]>(
        "GET",
        `/api/v1/tasks/${task?.id}/comments`,
      );
      return all.map(({ comment }) => comment);
    };
    await world.task(uuid, "denotate", "one");
    await world.task(uuid, "annotate", "two");
    await world.json(["sync"]);
    assert.deepEqual(await comments(), ["<p>two</p>"]);
    await world.task(uuid, "denotate", "two");
    await world.json(["sync"]);
    assert.deepEqual(await comments(), []);
    await world.task(uuid, "annotate", "two");
    await world.json(["sync"]);
    await world.task(uuid, "denotate", "two");
    await world.task(uuid, "annotate", "two");
    await world.json(["sync"]);
    assert.deepEqual(await comments(), ["<p>two</p>"]);
  });
}
