import { webhookStore } from "@/adapters/fs/webhook_store.ts";
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { taskwarriorSide, vikunjaSide } from "@tests/support/both_sides.ts";
import { nothingDone } from "@tests/support/nothing_done.ts";
import type { Served } from "@tests/support/serve.ts";
import { serverTask, serverWrites } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World, type WorldOptions } from "@tests/support/world.ts";

/** A world whose daemon hears of changes only by its triggers: the clock does not come into it. */
export async function patientWorld(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld(options);
  await configure(world, 'poll_every = "1h"');
  return world;
}

export async function configure(world: World, ...lines: readonly string[]): Promise<void> {
  await Deno.writeTextFile(world.env["VIKUNJA_SYNC_CONFIG"] ?? "", lines.join("\n") + "\n");
}

/** A daemon and a webhook on every project that is there. */
export async function hookedDaemon(world: World): Promise<Served> {
  const daemon = await world.serve();
  await world.json(["install", "webhooks"]);
  return daemon;
}

/** At the same address as before, so that its webhooks arrive. */
export async function servedAgain(world: World, before: Served): Promise<Served> {
  return await world.serve(["--listen", new URL(before.url).host]);
}

/** Waits until both sides hold the same, so many tasks; where they never do, what each has alone is told. */
export async function untilEqual(world: World, count: number): Promise<void> {
  await until(
    `${count} equal tasks on both sides`,
    async () => {
      const [here, there] = [await taskwarriorSide(world), await vikunjaSide(world)];
      const [inHere, inThere] = [here, there].map((side) => new Set(side.map(textOf)));
      return {
        counts: [here.length, there.length],
        taskwarriorAlone: here.filter((task) => inThere?.has(textOf(task)) !== true),
        vikunjaAlone: there.filter((task) => inHere?.has(textOf(task)) !== true),
        areEqual: here.length === count && textOf(here) === textOf(there),
      };
    },
    ({ areEqual }) => areEqual,
  );
}

const textOf = (value: unknown) => JSON.stringify(value);

/** A write shows where it went a moment before whoever made it knows. */
async function untilNothingWaits(world: World): Promise<void> {
  await until(
    "nothing waits to be written or confirmed",
    async () => (await world.run(["status", "--json"])).stdout,
    (told) => JSON.parse(told).pending.length === 0,
  );
}

/** That so many more passes, the last one complete, change nothing anywhere. */
export async function assertPassesChangeNothing(
  world: World,
  daemon: Served,
  ...passes: readonly boolean[]
): Promise<void> {
  await untilNothingWaits(world);
  const before = [await taskwarriorSide(world), await vikunjaSide(world)];
  world.server.resetLog();
  for (const full of passes.length === 0 ? [false, false, true] : passes) {
    const { created, updated, deleted, conflicts, pending, failed } = await daemon.sync({ full });
    assert.deepEqual({ created, updated, deleted, conflicts, pending, failed }, nothingDone);
  }
  assert.deepEqual(serverWrites(world), []);
  assert.deepEqual([await taskwarriorSide(world), await vikunjaSide(world)], before);
}

interface LoggedEvent {
  readonly type: string;
  readonly data: { readonly side?: string; readonly push?: { readonly kind: string } };
}

/** Writes to Taskwarrior that were asked for until now, as the log has them. */
export async function localWrites(world: World): Promise<number> {
  const { events } = await world.json<{ readonly events: readonly LoggedEvent[] }>(["log"]);
  return events.filter(({ type, data }) => type === "PushRequested" && data.side === "taskwarrior")
    .length;
}

/** Writes to Vikunja that were confirmed until now, as the log has them. */
export async function serverConfirmations(world: World): Promise<number> {
  const { events } = await world.json<{ readonly events: readonly LoggedEvent[] }>(["log"]);
  return events.filter(({ type, data }) => type === "PushConfirmed" && data.side === "vikunja")
    .length;
}

/** Sends a delivery as Vikunja would, signed with the secret of the state folder; gives the answer's status. */
export async function sendDelivery(
  world: World,
  daemon: Served,
  event: string,
  data: Readonly<Record<string, unknown>>,
): Promise<number> {
  const secret = await webhookStore(`${world.folder}/state`).secret();
  const body = JSON.stringify({ event_name: event, time: new Date().toISOString(), data });
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const response = await fetch(`${daemon.url}/webhook`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-vikunja-signature": signature },
    body,
  });
  await response.body?.cancel();
  return response.status;
}

export async function idOf(world: World, title: string): Promise<number> {
  return (await serverTask(world, title)).id;
}

/** Resolves when the daemon has taken so many deliveries in all and has looked at them. */
export async function delivered(daemon: Served, count: number): Promise<void> {
  await until(
    `${count} deliveries`,
    async () => (await daemon.daemon()).webhooks.accepted,
    (accepted) => accepted >= count,
  );
  await daemon.sync();
}
