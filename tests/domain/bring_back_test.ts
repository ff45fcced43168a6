import assert from "node:assert/strict";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";
import { bringBackCommand, makeAgainCommand } from "@/triggers/lost_values.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

/** Everything of the pair as the log keeps it. */
function history(sim: AgreedPair) {
  return sim.events.map((event, at) => ({
    position: at + 1,
    streamId: sim.id,
    version: at + 1,
    event,
    recordedAt: "2026-01-01T00:00:00Z",
  }));
}

/** The side is as it was when this was called, once the answer is. */
function backup(sim: AgreedPair, side: Side): () => void {
  const id = sim.idOn(sim.pair, side) ?? "";
  const held = structuredClone(sim[side].tasks.get(id));
  return () =>
    void (held === undefined ? sim[side].tasks.delete(id) : sim[side].tasks.set(id, held));
}

function bringBack(sim: AgreedPair, side: Side): void {
  const reading = sim[side].reading(sim.idOn(sim.pair, side) ?? "");
  const command = reading.kind === "present"
    ? bringBackCommand(side, reading, history(sim))
    : makeAgainCommand(side);
  sim.do(command);
  sim.rest();
}

const texts = (task: Task | undefined) => task?.comments.map(({ text }) => text).toSorted();

for (const side of sides) {
  const other = otherSide(side);

  Deno.test(`N4, N5: a backup in ${side} gets back what was changed since, from whichever side`, () => {
    const sim = new AgreedPair({ labels: ["old"], notes: "old" });
    const putBack = backup(sim, side);
    sim.pass(60);
    sim.change(side, { title: "bread", priority: 2, labels: ["new", "old"] });
    sim.rest();
    sim.pass(60);
    sim.change(other, { done: true, dueAt: "2026-02-01T00:00:00Z", notes: "" });
    sim.say(other, "said since");
    sim.rest();
    const before = sides.map((each) => sim.task(each));
    sim.pass(60);
    putBack();
    bringBack(sim, side);
    for (const [at, each] of sides.entries()) {
      const { comments: _, doneAt: __, ...now } = sim.task(each) as Task;
      const { comments: _c, doneAt: __d, ...then } = before[at] as Task;
      assert.deepEqual(now, then);
      assert.deepEqual(texts(sim.task(each)), ["said since"]);
    }
    assert.equal(sim.recorded(), 0);
  });

  Deno.test(`N4, N5: what either side changed since a backup was put back in ${side} is kept`, () => {
    const sim = new AgreedPair({ labels: ["old"] });
    const putBack = backup(sim, side);
    sim.pass(60);
    sim.change(other, { title: "bread", labels: ["lost", "old"] });
    sim.rest();
    sim.pass(60);
    putBack();
    sim.change(side, { notes: "after", labels: ["after", "old"] });
    sim.change(other, { priority: 1 });
    bringBack(sim, side);
    sim.look("taskwarrior", "vikunja");
    sim.rest();
    for (const each of sides) {
      const { title, labels, notes, priority } = sim.task(each) as Task;
      assert.deepEqual({ title, labels, notes, priority }, {
        title: "bread",
        labels: ["after", "lost", "old"],
        notes: "after",
        priority: 1,
      });
    }
  });

  Deno.test(`N4, N5: a task that a backup in ${side} does not hold is made there again`, () => {
    const sim = new AgreedPair({ title: "made since", priority: 3 });
    sim.delete(side);
    bringBack(sim, side);
    sim.look("taskwarrior", "vikunja");
    sim.rest();
    for (const each of sides) assert.equal(sim.task(each)?.title, "made since");
    assert.equal(sim.recorded(), 0);
  });

  Deno.test(`N4, N5: a comment that was edited, one that was removed since a backup in ${side}, and a new one`, () => {
    const sim = new AgreedPair();
    sim.say(other, "edited");
    sim.say(other, "removed");
    sim.rest();
    sim.pass(60);
    const putBack = backup(sim, side);
    sim.change(other, {
      comments: (sim.task(other)?.comments ?? []).flatMap((comment) =>
        comment.text === "removed" ? [] : [{ ...comment, text: "edited since" }]
      ),
    });
    sim.rest();
    sim.pass(60);
    putBack();
    bringBack(sim, side);
    sim.look("taskwarrior", "vikunja");
    sim.rest();
    for (const each of sides) assert.deepEqual(texts(sim.task(each)), ["edited since"]);
  });
}

Deno.test("N4: priority 5 is brought back as 5, not as the 3 that Taskwarrior shows", () => {
  for (const isHeld of [true, false]) {
    const sim = new AgreedPair({ priority: 3 });
    const putBack = backup(sim, "vikunja");
    sim.pass(60);
    sim.change("vikunja", { priority: 5 });
    sim.rest();
    sim.pass(60);
    if (isHeld) putBack();
    else sim.delete("vikunja");
    bringBack(sim, "vikunja");
    assert.equal(sim.task("vikunja")?.priority, 5);
    assert.equal(sim.task("taskwarrior")?.priority, 3);
  }
});
