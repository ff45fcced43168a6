import assert from "node:assert/strict";
import { hookedDaemon, patientWorld, untilEqual } from "@tests/support/at_once.ts";
import { lines } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import { isLong } from "@tests/support/long_form.ts";

const edits = isLong ? Number(Deno.env.get("VIKUNJA_SYNC_EDITS") ?? 3_000) : 40;
const tasks = 40;
/** Edits in Vikunja while one `task modify` runs: as many as a server of two cores takes beside the rest. */
const patchesBeside = 6;

for (const line of lines) {
  Deno.test(`N1: of ${edits} \`task modify\` beside serve none is taken back (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    await world.import(Array.from({ length: tasks }, (_, n) => ({ description: `task ${n}` })));
    const daemon = await hookedDaemon(world);
    await untilEqual(world, tasks);
    const own = (await world.serverTasks()).map(({ id }) => id);
    const uuids = (await world.export()).map(({ uuid }) => uuid);
    let patched = 0;
    const fromServer = async () => {
      for (let n = 0; n < patchesBeside; n++) {
        // An answer of 304, where it has that priority already, is as good.
        await world.api("PATCH", `/api/v2/tasks/${own[patched % tasks]}`, {
          priority: 1 + patched++ % 3,
        }).catch((error: Error) => assert.match(error.message, /: 304 /));
      }
    };
    const last = new Map<string, string>();
    for (let n = 0; n < edits; n++) {
      const uuid = uuids[n % tasks] ?? "";
      last.set(uuid, `new ${n}`);
      const report = world.task("list").catch(() => "nothing to list");
      await Promise.all([
        world.task(uuid, "modify", `description:new ${n}`),
        fromServer(),
        report,
      ]);
    }
    // What the poll is for: of so many deliveries at once Vikunja gives some up (trap T4).
    await daemon.sync();
    await untilEqual(world, tasks);
    const wrong = async () =>
      (await world.export()).filter(({ uuid, description }) => last.get(uuid) !== description);
    assert.deepEqual((await wrong()).map(({ uuid }) => uuid), []);
    await until(
      "each last title in Vikunja",
      async () =>
        new Set((await world.serverTasks()).map(({ title }) => title)).isSupersetOf(
          new Set(last.values()),
        ),
    );
    assert.equal(await daemon.stop(), 0);
  });
}
