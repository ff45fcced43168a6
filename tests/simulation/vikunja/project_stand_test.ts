import assert from "node:assert/strict";
import { clientWorld } from "@tests/simulation/vikunja/world.ts";

const signal = new AbortController().signal;

Deno.test("projectStand() shows what was made in a project a moment after that was read", async () => {
  const { time, world, vikunja, changes } = clientWorld(1);
  await changes();
  const stampOf = async () => {
    const { projects: [inbox] } = await time.run(vikunja.projectStand(signal));
    return Date.parse(inbox?.updatedAt ?? "");
  };
  const before = await stampOf();
  await time.pass(1_100);
  world.person.take({ kind: "add", title: "milk", project: 0 });
  assert.ok(await stampOf() > before);
});

Deno.test("projectStand() does not take what a reading shows that was under way before", async () => {
  const { time, world, vikunja, changes } = clientWorld(1);
  await changes();
  await time.pass(3_000);
  // It is answered after two seconds, and told after four.
  world.network.fate = () => ({ kind: "arrives", latencyMs: 4_000 });
  const stampOf = async () => (await vikunja.projectStand(signal)).projects[0]?.updatedAt ?? "";
  const first = stampOf();
  let second = first;
  time.runtime.after(3_000, () => {
    world.person.take({ kind: "add", title: "milk", project: 0 });
    second = stampOf();
  });
  const before = await time.run(first);
  assert.ok(await time.run(second) > before);
});
