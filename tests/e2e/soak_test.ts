import assert from "node:assert/strict";
import {
  assertPassesChangeNothing,
  hookedDaemon,
  servedAgain,
  untilEqual,
} from "@tests/support/at_once.ts";
import { taskwarriorSide, vikunjaSide } from "@tests/support/both_sides.ts";
import { isLong } from "@tests/support/long_form.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** So many edits; `VIKUNJA_SYNC_SOAK=5000` makes more, `VIKUNJA_SYNC_SEED` repeats what was edited. */
const edits = Number(Deno.env.get("VIKUNJA_SYNC_SOAK") ?? (isLong ? 1_500 : 120));
const seed = Number(Deno.env.get("VIKUNJA_SYNC_SEED") ?? Math.floor(Math.random() * 1e9));

type Random = (limit: number) => number;

/** There at the beginning: enough that so many deletions are no mass deletion. */
const first = isLong ? 200 : 100;
const mostDeletions = first * 0.18;
let deletions = 0;

function mayDelete(): boolean {
  return deletions < mostDeletions && ++deletions > 0;
}

/** What was to be edited has gone or is finished, since the daemon was quicker, or is so already. */
function passOverGone(error: Error): void {
  if (!/: 404 |: 304 |: 1 /.test(error.message)) throw error;
}

/** One edit as somebody on that side would make it; what is gone meanwhile is nobody's fault. */
async function editHere(world: World, random: Random, n: number): Promise<void> {
  const tasks = await world.export("status:pending");
  const uuid = tasks[random(tasks.length)]?.uuid;
  const what = random(10);
  if (what < 3 || uuid === undefined) await world.task("add", `here${n}`, `project:p${random(3)}`);
  else if (what === 3 && mayDelete()) await world.task(uuid, "delete");
  else if (what === 4) await world.task(uuid, "done");
  else if (what === 5) await world.task(uuid, "annotate", `remark${n}`);
  else if (what === 6) await world.task(uuid, "modify", `+l${random(4)}`);
  else if (what === 7) await world.task(uuid, "modify", `due:2027-01-0${1 + random(9)}T00:00:00Z`);
  else if (what === 8) await world.task(uuid, "modify", `project:p${random(3)}`);
  else await world.task(uuid, "modify", `priority:${["L", "M", "H"][random(3)]}`);
}

async function editThere(world: World, random: Random, n: number): Promise<void> {
  const tasks = (await world.serverTasks()).filter(({ done }) => !done);
  const id = tasks[random(tasks.length)]?.id;
  const what = random(8);
  const change = (values: object) => world.api("PATCH", `/api/v2/tasks/${id}`, values);
  if (what < 3 || id === undefined) {
    await world.api("PUT", "/api/v1/projects/1/tasks", { title: `there${n}` });
  } else if (what === 3 && mayDelete()) await world.api("DELETE", `/api/v2/tasks/${id}`);
  else if (what === 4) await change({ done: true });
  else if (what === 5) {
    await world.api("POST", `/api/v2/tasks/${id}/comments`, { comment: `<p>said${n}</p>` });
  } else if (what === 6) await change({ title: `typed${n}` });
  else await change({ priority: 1 + random(3) });
}

// The seed is in the name since what passes or fails by name is all that a whole run shows of it.
Deno.test(`${edits} edits of both sides at random end equal (VIKUNJA_SYNC_SEED=${seed})`, async () => {
  const random = randomNumbers(seed);
  await using world = await createWorld({
    line: seed % 2 === 0 ? "2.6" : "3",
    sandbox: { webhookDisorder: true, webhookRetryMs: 10 },
  });
  await world.import(Array.from({ length: first }, (_, n) => ({ description: `first${n}` })));
  let daemon = await hookedDaemon(world);
  await untilEqual(world, first);
  for (let n = 0; n < edits; n++) {
    const edit = random(2) === 0 ? editHere : editThere;
    await edit(world, random, n).catch(passOverGone);
    if (n % 40 === 39) {
      daemon.kill(random(2) === 0 ? "SIGKILL" : "SIGTERM");
      await daemon.ended;
      daemon = await servedAgain(world, daemon);
    }
  }
  await daemon.sync({ full: true });
  const { length } = await taskwarriorSide(world);
  await untilEqual(world, length);
  const titles = (await vikunjaSide(world)).map(({ title }) => title);
  assert.equal(new Set(titles).size, titles.length, "something is there twice");
  await assertPassesChangeNothing(world, daemon);
});
