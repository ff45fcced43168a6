import assert from "node:assert/strict";
import { inColour, red, wantsColour, withoutPaint } from "@/cli/terminal/paint.ts";
import { tableLines } from "@/cli/terminal/table.ts";
import { day, span, stamp, when } from "@/words/when.ts";
import { textWidth } from "@/cli/terminal/width.ts";

const wishes = { noColor: undefined, clicolor: undefined, clicolorForce: undefined, term: "xterm" };

Deno.test("wantsColour() goes by NO_COLOR, CLICOLOR, CLICOLOR_FORCE and TERM", () => {
  assert.equal(wantsColour(wishes, true), true);
  assert.equal(wantsColour(wishes, false), false);
  assert.equal(wantsColour({ ...wishes, noColor: "1" }, true), false);
  assert.equal(wantsColour({ ...wishes, noColor: "" }, true), true);
  assert.equal(wantsColour({ ...wishes, clicolor: "0" }, true), false);
  assert.equal(wantsColour({ ...wishes, term: "dumb" }, true), false);
  assert.equal(wantsColour({ ...wishes, clicolorForce: "1" }, false), true);
  assert.equal(wantsColour({ ...wishes, clicolorForce: "0" }, false), false);
  assert.equal(wantsColour({ ...wishes, clicolorForce: "1", noColor: "1" }, true), false);
});

Deno.test("a painted text is as wide as the text, and turns into escapes only at the end", () => {
  assert.equal(textWidth(red("Milk")), 4);
  assert.equal(withoutPaint(red("Milk")), "Milk");
  assert.equal(
    inColour(`a ${red("b\x1b")}`, (text) => text.replace("\x1b", "?")),
    "a \x1b[31mb?\x1b[0m",
  );
});

Deno.test("tableLines() cuts what is to go first, and the title last", () => {
  const columns = [
    { title: "id" },
    { title: "title", cut: 1 as const },
    { title: "why", cut: 3 as const },
  ];
  const rows = [["1", "t".repeat(30), "w".repeat(60)]];
  const at = (width: number | null) => withoutPaint(tableLines(columns, rows, width)[1] ?? "");
  assert.equal(at(null).length, 2 + 2 + 30 + 2 + 60);
  assert.equal(at(80), `1   ${"t".repeat(30)}  ${"w".repeat(43)}…`);
  assert.equal(at(43), `1   ${"t".repeat(28)}…  ${"w".repeat(7)}…`);
  assert.ok(at(30).length <= 30);
});

const now = new Date(2026, 10, 27, 12, 0, 0);
const ago = (ms: number) => new Date(now.getTime() - ms).toISOString();

Deno.test("when() is relative for a day, then the clock here", () => {
  const minute = 60_000;
  assert.equal(when(ago(2_000), now), "just now");
  assert.equal(when(ago(-2_000), now), "in a moment");
  assert.equal(when(ago(40_000), now), "40 s ago");
  assert.equal(when(ago(3.5 * minute), now), "3 min ago");
  assert.equal(when(ago(-12 * 1_000), now), "in 12 s");
  assert.equal(when(ago(5 * 60 * minute), now), "5 h ago");
  assert.equal(when(new Date(2026, 10, 20, 9, 5).toISOString(), now), "20 Nov 09:05");
  assert.equal(when(new Date(2025, 11, 24, 18, 0).toISOString(), now), "24 Dec 2025 18:00");
  assert.equal(when("garbage", now), "garbage");
  assert.equal(span(3 * 24 * 60 * minute), "3 days");
});

Deno.test("day() leaves out midnight and this year; stamp() is always as wide", () => {
  assert.equal(day(new Date(2026, 11, 24).toISOString(), now), "24 Dec");
  assert.equal(day(new Date(2027, 0, 2, 18, 30).toISOString(), now), "2 Jan 2027 18:30");
  const widths = [ago(0), ago(40 * 86_400_000), ago(500 * 86_400_000)].map((at) => stamp(at, now));
  assert.equal(widths[0]?.length, widths[1]?.length);
});
