import assert from "node:assert/strict";
import { createMarkupLoader } from "@/app/run/markup_loader.ts";
import type { TaskMessage } from "@/engine/message.ts";
import { createRepresentation } from "@/mapping/representation.ts";
import { markup } from "@/mapping/markup.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

/** Decides with markup that is loaded where a message is said to need it, by a process that begins with it. */
async function decides(sim: AgreedPair, message: Exclude<TaskMessage, { type: "Resend" }>) {
  const loader = createMarkupLoader(() => Promise.resolve(markup));
  await loader.prepare(sim.pair, message);
  sim.policy = { representation: createRepresentation(loader.markup) };
  return { events: sim.do(message), isLoaded: loader.isLoaded() };
}

/** Both had notes once, and have none now; the conflict is still there. */
function withOldConflict(): AgreedPair {
  const sim = new AgreedPair();
  sim.policy = { representation: createRepresentation(() => markup) };
  sim.change("taskwarrior", { notes: "one" });
  sim.rest();
  sim.pass(60);
  sim.change("taskwarrior", { notes: "ours" });
  sim.pass(5);
  sim.change("vikunja", { notes: "<p>theirs</p>" });
  sim.rest();
  for (const side of ["taskwarrior", "vikunja"] as const) sim.change(side, { notes: "" });
  sim.rest();
  return sim;
}

Deno.test("prepare() loads markup for notes that a picked conflict brings back", async () => {
  const sim = withOldConflict();
  const [open] = sim.pair.conflicts;
  assert.equal(sim.pair.taskwarrior.task?.notes, "");
  assert.ok(open !== undefined);
  const pick = { type: "PickConflict", conflictId: open.id, side: open.lost.side } as const;
  const { events, isLoaded } = await decides(sim, pick);
  assert.ok(isLoaded);
  assert.ok(events.some(({ type }) => type === "PushRequested"));
});

Deno.test("prepare() loads markup for notes that somebody sets, and for nothing else", async () => {
  const edit = (change: { notes?: string; title?: string }) =>
    ({
      type: "EditTask",
      change,
      conditions: { ifVersion: null, token: null },
    }) as const;
  assert.ok((await decides(new AgreedPair(), edit({ notes: "new" }))).isLoaded);
  assert.equal((await decides(new AgreedPair(), edit({ title: "new" }))).isLoaded, false);
});
