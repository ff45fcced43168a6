import assert from "node:assert/strict";
import { createRepresentation } from "@/mapping/representation.ts";
import { markup } from "@/mapping/markup.ts";
import { otherSide, type Side, sides } from "@/domain/task.ts";
import type { Fate } from "@tests/support/pair_simulation.ts";
import { PairSimulation } from "@tests/support/pair_simulation.ts";

const list = (...items: readonly string[]) => items.map((item) => `- ${item}`).join("\n");

/** One pair with these notes on both sides, a minute ago; edits are Markdown on both. */
class Notes extends PairSimulation {
  override policy = { representation: createRepresentation(() => markup) };
  readonly id: string;
  readonly stream: string;

  constructor(markdown: string, origin: Side = "vikunja") {
    super();
    const notes = origin === "vikunja" ? markup.markdownToHtml(markdown) : markdown;
    const made = this.add(origin, { notes });
    this.rest();
    this.stream = origin === "vikunja" ? `born-${made}` : made;
    this.id = String(this.state(this.stream).vikunjaId);
    this.pass(60);
  }

  change(side: Side, markdown: string): void {
    if (side === "taskwarrior") this.taskwarrior.edit(this.stream, { notes: markdown });
    else this.vikunja.edit(this.id, { notes: markup.markdownToHtml(markdown) });
  }

  /** What both hold; throws where that is not the same. */
  both(): string {
    const html = this.vikunja.tasks.get(this.id)?.task.notes ?? "";
    const text = this.taskwarrior.tasks.get(this.stream)?.task.notes ?? "";
    assert.equal(markup.htmlToMarkdown(html), markup.htmlToMarkdown(markup.markdownToHtml(text)));
    return text;
  }

  conflicts() {
    return this.events.flatMap((e) => e.type === "ConflictResolved" ? [e.data] : []);
  }
}

const base = list("[ ] milk", "[ ] bread", "[ ] eggs");
const ticked = list("[ ] milk", "[x] bread", "[ ] eggs");
const longer = `${base}\n- [ ] tea`;
const merged = list("[ ] milk", "[x] bread", "[ ] eggs", "[ ] tea");

for (const origin of sides) {
  for (const first of sides) {
    Deno.test(`N19: a box ticked on one side and a line added on the other are merged (born in ${origin}, ${first} first)`, () => {
      const sim = new Notes(base, origin);
      sim.change(first, first === "vikunja" ? ticked : longer);
      sim.pass(30);
      sim.change(otherSide(first), first === "vikunja" ? longer : ticked);
      sim.look(...sides);
      sim.rest();
      assert.equal(sim.both(), merged);
      assert.deepEqual(sim.conflicts(), []);
    });
  }
}

for (const fate of ["lost", "never sent", "refused"] as const satisfies readonly Fate[]) {
  for (const side of sides) {
    Deno.test(`N19: nothing of merged notes is lost where the write to ${side} is ${fate}`, () => {
      const sim = new Notes(base);
      sim.change("vikunja", ticked);
      sim.change("taskwarrior", longer);
      sim.look(...sides);
      sim.push(side, fate);
      sim.push(otherSide(side));
      sim.pass(5);
      sim.change("taskwarrior", `${sim.taskwarrior.tasks.get(sim.stream)?.task.notes}\n- [ ] rice`);
      sim.look(...sides);
      sim.rest();
      assert.equal(sim.both(), `${merged}\n- [ ] rice`);
      assert.deepEqual(sim.conflicts(), []);
    });
  }
}

Deno.test("N19: a line that both changed is a conflict that keeps both whole texts, the others are merged", () => {
  const sim = new Notes(base);
  const ours = list("[ ] oat milk", "[ ] bread", "[ ] eggs", "[ ] tea");
  const theirs = list("[x] milk", "[x] bread", "[ ] eggs");
  sim.change("vikunja", theirs);
  sim.pass(10);
  sim.change("taskwarrior", ours);
  sim.look(...sides);
  sim.rest();
  assert.equal(sim.both(), list("[ ] oat milk", "[x] bread", "[ ] eggs", "[ ] tea"));
  const [found, another] = sim.conflicts();
  assert.equal(another, undefined);
  assert.deepEqual(found?.kept, { side: "taskwarrior", value: ours });
  assert.deepEqual(found?.lost, { side: "vikunja", value: markup.markdownToHtml(theirs) });
  sim.pass(60);
  sim.apply(sim.stream, {
    type: "PickConflict",
    conflictId: found?.conflictId ?? "",
    side: "vikunja",
  });
  sim.rest();
  assert.equal(sim.both(), theirs);
});

Deno.test("N19: notes in a form of their own (`*` for a list) are merged too", () => {
  const sim = new Notes("* [ ] milk\n* [ ] bread", "taskwarrior");
  assert.equal(sim.both(), "* [ ] milk\n* [ ] bread");
  sim.change("vikunja", list("[x] milk", "[ ] bread"));
  sim.change("taskwarrior", "* [ ] milk\n* [ ] bread\n* [ ] tea");
  sim.look(...sides);
  sim.rest();
  assert.equal(sim.both(), list("[x] milk", "[ ] bread", "[ ] tea"));
  assert.deepEqual(sim.conflicts(), []);
});

Deno.test("N19: notes of paragraphs, headings and code are merged by lines", () => {
  const text = "# Plan\n\nFirst.\n\n```\na\nb\n```\n\nLast.";
  const sim = new Notes(text);
  sim.change("vikunja", text.replace("First.", "First, at once."));
  sim.change("taskwarrior", text.replace("b\n", "b\nc\n").replace("Last.", "Last one."));
  sim.look(...sides);
  sim.rest();
  assert.equal(sim.both(), "# Plan\n\nFirst, at once.\n\n```\na\nb\nc\n```\n\nLast one.");
  assert.deepEqual(sim.conflicts(), []);
});

Deno.test("N19: notes that both write where there were none are both kept", () => {
  const sim = new Notes("");
  sim.change("vikunja", "one");
  sim.change("taskwarrior", "two");
  sim.look(...sides);
  sim.rest();
  assert.equal(sim.both(), "one\ntwo");
  assert.deepEqual(sim.conflicts(), []);
});
