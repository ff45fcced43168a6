import assert from "node:assert/strict";
import { createGate } from "@/app/daemon/gate.ts";

async function isIn(entering: Promise<Disposable>): Promise<boolean> {
  let is = false;
  void entering.then(() => is = true);
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  return is;
}

Deno.test("many are inside side by side", async () => {
  const gate = createGate();
  assert.equal(await isIn(gate.enter()), true);
  assert.equal(await isIn(gate.enter()), true);
});

Deno.test("one alone waits for those inside, and keeps out those who come later", async () => {
  const gate = createGate();
  const first = await gate.enter();
  const alone = gate.enterAlone();
  const late = gate.enter();
  assert.equal(await isIn(alone), false);
  assert.equal(await isIn(late), false);
  first[Symbol.dispose]();
  assert.equal(await isIn(alone), true);
  assert.equal(await isIn(late), false);
  (await alone)[Symbol.dispose]();
  assert.equal(await isIn(late), true);
});

Deno.test("leaving twice is leaving once", async () => {
  const gate = createGate();
  const first = await gate.enter();
  await gate.enter();
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  assert.equal(await isIn(gate.enterAlone()), false);
});
