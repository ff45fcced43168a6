import assert from "node:assert/strict";
import * as fc from "fast-check";
import { lineDiff } from "@/domain/line_diff.ts";
import { mergeLines } from "@/domain/merge/lines.ts";

const text = fc.array(fc.constantFrom("a", "b", "c", "", "- [ ] d"), { maxLength: 12 })
  .map((lines) => lines.join("\n"));

function merged(base: string, ours: string, theirs: string, winner: "ours" | "theirs" = "ours") {
  const found = mergeLines(base, { ours, theirs }, winner);
  assert.ok(found !== null);
  return found;
}

Deno.test("N19: mergeLines() keeps a ticked box and an added line, wherever they are", () => {
  const base = "- [ ] milk\n- [ ] bread\n- [ ] eggs";
  const ticked = "- [ ] milk\n- [x] bread\n- [ ] eggs";
  for (const at of [0, 1, 2, 3]) {
    const lines = base.split("\n");
    const expected = ticked.split("\n");
    lines.splice(at, 0, "- [ ] tea");
    expected.splice(at, 0, "- [ ] tea");
    const both = { text: expected.join("\n"), isConflict: false };
    assert.deepEqual(merged(base, lines.join("\n"), ticked), both);
    assert.deepEqual(merged(base, ticked, lines.join("\n")), both);
  }
});

Deno.test("N19: mergeLines() keeps the lines that both added at one place, the same ones once", () => {
  assert.deepEqual(merged("a", "a\nb\nc", "a\nb\nd"), { text: "a\nb\nc\nd", isConflict: false });
  assert.deepEqual(merged("", "x", "y"), { text: "x\ny", isConflict: false });
  assert.deepEqual(merged("a", "a\n\nb", "a\n\nc"), { text: "a\n\nb\n\nc", isConflict: false });
  assert.deepEqual(merged("a", "a\nb\nc", "a\nb"), { text: "a\nb\nc", isConflict: false });
});

Deno.test("N19: mergeLines() calls only lines that both changed a conflict, and merges the others", () => {
  const base = "a\nb\nc\nd";
  const ours = "a\nB\nc\nd\ne";
  const theirs = "A\nbb\nc";
  assert.deepEqual(merged(base, ours, theirs), { text: "A\nB\nc\ne", isConflict: true });
  assert.deepEqual(merged(base, ours, theirs, "theirs"), { text: "A\nbb\nc\ne", isConflict: true });
  assert.deepEqual(merged("a\nb", "A\nB", "A\nb"), { text: "A\nB", isConflict: false });
});

Deno.test("mergeLines() takes what only one changed, and the same change once", () => {
  fc.assert(fc.property(text, text, (base, changed) => {
    assert.deepEqual(merged(base, changed, base), { text: changed, isConflict: false });
    assert.deepEqual(merged(base, base, changed), { text: changed, isConflict: false });
    assert.deepEqual(merged(base, changed, changed), { text: changed, isConflict: false });
  }));
});

Deno.test("mergeLines() does not depend on which side is which", () => {
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      const one = merged(base, ours, theirs, "ours");
      assert.deepEqual(merged(base, theirs, ours, "theirs"), one);
      if (!one.isConflict) assert.equal(merged(theirs, one.text, theirs).text, one.text);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("mergeLines() drops no line that neither removed", () => {
  const unique = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 15 });
  const change = fc.array(
    fc.record({
      at: fc.nat(20),
      what: fc.constantFrom("remove", "replace", "add"),
      line: fc.integer({ min: 1_000, max: 9_999 }),
    }, { noNullPrototype: true }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(unique, change, change, (numbers, left, right) => {
      const base = numbers.map(String);
      const edit = (changes: typeof left, by: string) => {
        const lines = [...base];
        for (const { at, what, line } of changes) {
          const text = `${line}${by}`;
          lines.splice(
            at % (lines.length + 1),
            what === "add" ? 0 : 1,
            ...what === "remove" ? [] : [text],
          );
        }
        return lines;
      };
      const [ours, theirs] = [edit(left, "o"), edit(right, "t")];
      const { text, isConflict } = merged(base.join("\n"), ours.join("\n"), theirs.join("\n"));
      if (isConflict) return;
      const there = text.split("\n");
      for (const line of base) {
        if (ours.includes(line) && theirs.includes(line)) assert.ok(there.includes(line), line);
        else assert.ok(!there.includes(line), line);
      }
      for (const line of [...ours, ...theirs]) {
        if (!base.includes(line)) assert.ok(there.includes(line), line);
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("lineDiff() makes one text of the other", () => {
  fc.assert(fc.property(text, text, (before, after) => {
    const [base, wanted] = [before.split("\n"), after.split("\n")];
    const hunks = lineDiff(base, wanted) ?? [];
    const lines: string[] = [];
    let at = 0;
    for (const hunk of hunks) {
      lines.push(...base.slice(at, hunk.start), ...hunk.lines);
      at = hunk.end;
    }
    assert.deepEqual([...lines, ...base.slice(at)], wanted);
  }));
});

Deno.test("N19: mergeLines() gives up on texts that are too long or too different", () => {
  const lines = (count: number, word: string) =>
    Array.from({ length: count }, (_, i) => `${word}${i}`).join("\n");
  const base = lines(10_000, "line ");
  const [ours, theirs] = [`first\n${base}`, base.replace("line 5000\n", "changed\n")];
  const { text, isConflict } = merged(base, ours, theirs);
  assert.equal(isConflict, false);
  assert.equal(text, `first\n${theirs}`);
  assert.equal(
    mergeLines(base, { ours: lines(10_000, "x"), theirs: lines(10_000, "y") }, "ours"),
    null,
  );
  assert.equal(mergeLines(lines(20_001, ""), { ours: "", theirs: "a" }, "ours"), null);
});
