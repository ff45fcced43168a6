import assert from "node:assert/strict";
import fc from "fast-check";
import { draw, inSight } from "@/cli/inbox/draw.ts";
import { itemLines } from "@/cli/inbox/item_lines.ts";
import { readKeys } from "@/cli/inbox/keys.ts";
import { firstState, type InboxEvent, type InboxState, type InboxWish } from "@/cli/inbox/state.ts";
import { step } from "@/cli/inbox/step.ts";
import { textWidth } from "@/cli/terminal/width.ts";
import type { InboxItem } from "@/ports/inbox.ts";
import { at, conflictItem, done, heldItem, pageOf } from "@tests/support/inbox_items.ts";

const now = new Date(Date.parse(at) + 60_000);
const filter = { kinds: [], projects: [], text: "", answered: false };

interface Played {
  readonly state: InboxState;
  readonly wishes: readonly InboxWish[];
}

function play(state: InboxState, ...events: readonly InboxEvent[]): Played {
  let played: Played = { state, wishes: [] };
  for (const event of events) {
    const next = step(played.state, event);
    played = { state: next.state, wishes: [...played.wishes, ...next.wishes] };
  }
  return played;
}

const pressed = (keys: string): readonly InboxEvent[] =>
  readKeys(keys, true).keys.map((key) => ({ type: "pressed", key }));

function open(items: readonly InboxItem[], size = { columns: 80, rows: 24 }): InboxState {
  const state = firstState(size, filter);
  return play(state, { type: "looked", page: pageOf(items), filter }).state;
}

const seen = (state: InboxState) => draw(state, now).join("\n").replace(/[\ufdd0-\ufdd5]/g, "");

Deno.test("inbox shows what a choice will do on both sides, and the same key once more does it", () => {
  const item = conflictItem("a");
  const asked = play(open([item]), ...pressed("t"));
  assert.deepEqual(asked.wishes, [{ type: "foresee", ids: ["a"] }]);
  const shown = play(asked.state, { type: "foresaw", items: [item] });
  assert.match(seen(shown.state), /take that of Taskwarrior\?/);
  assert.match(seen(shown.state), /Taskwarrior: title "task a" → "task a here"\n +Vikunja: title/);
  const acts = [{ id: "a", choice: "taskwarrior" }];
  const act = { type: "act", acts, isUndo: false };
  assert.deepEqual(play(shown.state, ...pressed("t")).wishes, [act]);
  assert.deepEqual(play(shown.state, ...pressed("\r")).wishes, [act]);
  assert.deepEqual(play(shown.state, ...pressed("q")).wishes, []);
});

Deno.test("inbox shows both values side by side, and acts on what it has shown only", () => {
  const item = conflictItem("a");
  const opened = play(open([item]), ...pressed("\r"));
  assert.deepEqual(play(opened.state, ...pressed("t")).wishes, []);
  const { state } = play(opened.state, { type: "foresaw", items: [item] });
  assert.match(seen(state), /Taskwarrior, 1 min ago +Vikunja \(kept\)\n/);
  assert.match(seen(state), /task a here +task a\n/);
  assert.match(seen(state), /v {2}keep that of Vikunja\n +nothing is written/);
  const acts = [{ id: "a", choice: "taskwarrior" }];
  assert.deepEqual(play(state, ...pressed("t")).wishes, [{ type: "act", acts, isUndo: false }]);
});

Deno.test("inbox answers all that are selected and have the choice, and u takes the last answer back", () => {
  const items = [conflictItem("a"), heldItem("b"), conflictItem("c")];
  const { state, wishes } = play(open(items), ...pressed("*v"), ...pressed("\r"));
  const acts = [{ id: "a", choice: "vikunja" }, { id: "c", choice: "vikunja" }] as const;
  assert.deepEqual(wishes.at(-1), { type: "act", acts, isUndo: false });
  assert.deepEqual(play(state, ...pressed("v")).wishes, []);
  const outcomes = acts.map(({ id, choice }) => done(id, choice));
  const after = play(state, { type: "acted", outcomes, isUndo: false });
  assert.deepEqual(after.wishes, [{ type: "look" }]);
  assert.match(seen(after.state), /2 answers carried out; u takes it back/);
  const undone = play(after.state, ...pressed("u"));
  const back = [{ id: "a", choice: "take back" }, { id: "c", choice: "take back" }];
  assert.deepEqual(undone.wishes, [{ type: "act", acts: back, isUndo: true }]);
  assert.equal(undone.state.undos.length, 0);
});

Deno.test("inbox takes back as one operation what no other answer takes back", () => {
  const outcomes = [{ ...done("a", "let go"), undo: null }, { ...done("b", "let go"), undo: null }];
  const { state } = play(open([heldItem("c")]), { type: "acted", outcomes, isUndo: false });
  assert.match(seen(state), /2 answers carried out; u takes it back/);
  assert.deepEqual(play(state, ...pressed("u")).wishes, [{ type: "take back", operation: 9 }]);
});

Deno.test("inbox says what was refused, and keeps what takes back the others", () => {
  const failed = { ...done("a", "vikunja"), error: "it is gone", undo: null };
  const outcomes = [failed, done("b", "vikunja")];
  const { state } = play(open([conflictItem("a")]), { type: "acted", outcomes, isUndo: false });
  assert.match(seen(state), /1 answer carried out; "task a" stays as it is: it is gone/);
  assert.equal(state.undos.length, 1);
});

Deno.test("inbox keeps the cursor on its item while others come and go", () => {
  const items = ["a", "b", "c"].map((id) => conflictItem(id));
  const { state } = play(open(items), ...pressed("j"), ...pressed(" k"));
  assert.deepEqual([...state.chosen], ["b"]);
  const more = pageOf([conflictItem("new"), ...items], 2);
  const after = play(state, { type: "looked", page: more, filter }).state;
  assert.equal(after.cursor, state.cursor + 1);
  assert.match(seen(after), /1 new/);
  const less = pageOf([conflictItem("a")], 3);
  const gone = play(after, { type: "looked", page: less, filter }).state;
  assert.deepEqual([gone.cursor, gone.chosen.size], [0, 0]);
});

Deno.test("inbox leaves the view of what does not wait any more", () => {
  const opened = play(open([conflictItem("a"), conflictItem("b")]), ...pressed("\r")).state;
  const { state } = play(opened, { type: "looked", page: pageOf([conflictItem("b")], 2), filter });
  assert.equal(state.view.kind, "list");
  assert.match(seen(state), /it does not wait any more/);
});

Deno.test("inbox finds by text and by kind, and a page that was asked for before is not taken for it", () => {
  const { state, wishes } = play(
    open([conflictItem("a"), heldItem("b")]),
    ...pressed("/milX\x7fk\r\t"),
  );
  assert.deepEqual(wishes, [{ type: "look" }, { type: "look" }]);
  assert.deepEqual([state.filter.text, state.filter.kinds], ["milk", ["conflict"]]);
  assert.equal(play(state, { type: "looked", page: pageOf([]), filter }).state, state);
  const none = play(state, { type: "looked", page: pageOf([]), filter: state.filter }).state;
  assert.match(seen(none), /nothing of that kind waits; Esc shows all/);
  assert.deepEqual(play(none, ...pressed("\x1b")).state.filter.text, "");
});

Deno.test("inbox lays out no more of a text than anybody reads, and says how much there is", () => {
  const long = { value: "日本語 ".repeat(50_000), at, by: null };
  const fields = [{ field: "notes", taskwarrior: long, vikunja: { ...long, value: "short" } }];
  const item = conflictItem("a", { fields });
  const lines = itemLines(item, { columns: 80, now, isForeseen: true });
  assert.ok(lines.length < 5_000, `${lines.length}`);
  assert.match(lines.join("\n"), /… 200000 characters in all/);
});

Deno.test("inbox scrolls back from the end of a long text at once", () => {
  const lines = Array.from({ length: 60 }, (_, n) => `line ${n}.`).join("\n");
  const value = { value: lines, at, by: null };
  const fields = [{ field: "notes", taskwarrior: value, vikunja: value }];
  const shown = play(open([conflictItem("a", { fields })]), ...pressed("\r")).state;
  const end = inSight(play(shown, ...pressed("GG")).state, now);
  const back = inSight(play(end, ...pressed("k")).state, now);
  const [atEnd, above] = [end, back].map(({ view }) => "scroll" in view ? view.scroll : NaN);
  assert.ok(atEnd !== undefined && atEnd > 0);
  assert.equal(above, atEnd - 1);
  assert.notEqual(seen(back), seen(end));
});

const hostile = "\x1b[2J\x07 日本語 👩‍👩‍👧 \u202eevil\u200b " + "x".repeat(300);

for (const [columns, rows] of [[80, 24], [120, 40], [40, 12], [20, 6], [1, 1]] as const) {
  Deno.test(`inbox stays within ${columns} × ${rows}, whatever is in it and whatever is pressed`, () => {
    const long = Array.from({ length: 60 }, (_, n) => `line ${n} ${hostile}`).join("\n");
    const notes = {
      field: "notes",
      taskwarrior: { value: long, at, by: hostile },
      vikunja: { value: `<p>${hostile}</p>`, at, by: null },
    };
    const items = [
      conflictItem("a", { title: hostile, project: [hostile], fields: [notes] }),
      heldItem("b"),
      conflictItem("c", {
        kind: "left out",
        lacking: "vikunja",
        parts: [{ what: hostile, why: hostile }],
        missing: [hostile],
      }),
    ];
    const key = fc.constantFrom(..."jk \r*tvobldru/?anp\t\x1b\x7f", "\x1b[B", "\x1b[6~", "日");
    fc.assert(
      fc.property(fc.array(key, { maxLength: 30 }), (keys) => {
        let state = open(items, { columns, rows });
        for (const typed of keys) {
          const next = play(state, ...pressed(typed));
          state = next.wishes.some(({ type }) => type === "foresee")
            ? play(next.state, { type: "foresaw", items }).state
            : next.state;
          const lines = draw(state, now);
          assert.equal(lines.length, rows);
          for (const line of lines) {
            assert.ok(textWidth(line) <= columns, `${textWidth(line)}: ${line}`);
            assert.doesNotMatch(line, /[\p{Cc}\u202e]/u);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
}
