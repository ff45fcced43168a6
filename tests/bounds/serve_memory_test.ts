import assert from "node:assert/strict";
import { configure } from "@tests/support/at_once.ts";
import { binary } from "@tests/support/binary.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World, type WorldOptions } from "@tests/support/world.ts";
import type { Served } from "@tests/support/serve.ts";
import { isLong } from "@tests/support/long_form.ts";

const tasks = 200;
/** 400 edits each. */
const batches = 25;

interface Made {
  readonly id: number;
}

/** MB that no other process shares. */
function privateMb(pid: number): number {
  const text = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
  const parts = [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)];
  return parts.reduce((sum, [, kB]) => sum + Number(kB), 0) / 1024;
}

/** Of a line fitted through the points. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean(([px, py]) => (px - x) * (py - y)) / mean(([px]) => (px - x) ** 2);
}

async function editAll(world: World, ids: readonly number[], batch: number): Promise<void> {
  for (const id of ids) {
    await world.api("POST", `/api/v1/tasks/${id}`, { title: `task ${id}, version ${batch}` });
  }
  await world.task("status:pending", "modify", `priority:${batch % 2 === 0 ? "L" : "H"}`);
}

async function untilAtRest(daemon: Served): Promise<void> {
  await until("nothing waits", async () => {
    const { pending } = await daemon.call("GET", "/v1/status") as unknown as { pending: unknown[] };
    return pending.length === 0;
  });
  await daemon.sync();
  // It gives memory back 5 s after its last round, and one that comes meanwhile begins them anew.
  await until("8 s without a round", async () => {
    const { lastRoundAt } = await daemon.daemon();
    return Date.now() - Date.parse(String(lastRoundAt)) > 8_000;
  });
}

async function assertFlat(options: WorldOptions): Promise<void> {
  await using world = await createWorld(options);
  await configure(world, 'poll_every = "30s"');
  const ids: number[] = [];
  for (let n = 0; n < tasks; n++) {
    const body = { title: `task ${n}`, description: `<p>${"some notes ".repeat(10)}</p>` };
    ids.push((await world.api<Made>("POST", "/api/v2/projects/1/tasks", body)).id);
  }
  await using daemon = await world.serve();
  await daemon.sync();
  const points: [number, number][] = [];
  for (let batch = 1; batch <= batches; batch++) {
    await editAll(world, ids, batch);
    await untilAtRest(daemon);
    points.push([batch * 2 * tasks, privateMb(daemon.pid)]);
  }
  // The first 2,000 fill what is kept on purpose.
  const perThousand = 1_000 * slope(points.slice(5));
  console.log(points.map(([edits, mb]) => `${edits}: ${mb.toFixed(1)} MB`).join(", "));
  assert.ok(perThousand <= 1, `${perThousand} MB for 1,000 edits`);
}

Deno.test({
  name: "R20: serve from source keeps its memory over 10,000 edits",
  ignore: !isLong,
  fn: () => assertFlat({ binary: null }),
});

Deno.test({
  name: "R20: serve as a binary keeps its memory over 10,000 edits",
  ignore: !isLong,
  async fn() {
    const built = await binary();
    if (built.kind === "missing") return console.log(built.why);
    await assertFlat({ binary: built.path });
  },
});
