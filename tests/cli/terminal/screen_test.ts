import assert from "node:assert/strict";
import { progressOn } from "@/cli/progress.ts";
import { createScreen } from "@/cli/terminal/screen.ts";

interface Shown {
  text: string;
  nowMs: number;
}

function screenOf(columns: number | null) {
  const shown: Shown = { text: "", nowMs: 0 };
  const screen = createScreen({
    write: (text) => void (shown.text += text),
    columns: () => columns,
    elapsed: () => shown.nowMs,
  });
  return { shown, screen };
}

Deno.test("createScreen() redraws at most 20 times a second", () => {
  const { shown, screen } = screenOf(80);
  for (let at = 0; at < 1_000; at++) {
    shown.nowMs = at;
    screen.status(`at ${at}`);
  }
  assert.equal(shown.text.split("\r").length - 1, 20);
});

Deno.test("createScreen() removes the changing line before a line, and at the end", () => {
  const { shown, screen } = screenOf(80);
  screen.status("half");
  screen.line("a line");
  screen.clear();
  assert.equal(shown.text, "\r\x1b[Khalf\r\x1b[Ka line\n");
});

Deno.test("createScreen() keeps the changing line within the terminal", () => {
  const { shown, screen } = screenOf(10);
  screen.status("0123456789");
  assert.equal(shown.text, "\r\x1b[K01234567…");
});

Deno.test("progressOn() draws a bar on a terminal, and after a while how long it takes yet", () => {
  const { shown, screen } = screenOf(80);
  const bar = progressOn(screen, () => shown.nowMs);
  bar.show({ phase: "writing", done: 50, total: 200 });
  assert.equal(shown.text, `\r\x1b[K${"█".repeat(6)}${"░".repeat(18)} writing 50/200`);
  shown.nowMs = 10_000;
  bar.show({ phase: "writing", done: 100, total: 200 });
  assert.match(shown.text, / writing 100\/200, about 10 s left$/);
});

Deno.test("progressOn() writes a line for each phase elsewhere, and one every 5 s of a long one", () => {
  const { shown, screen } = screenOf(null);
  const bar = progressOn(screen, () => shown.nowMs);
  bar.show({ phase: "reading", done: 0, total: null });
  bar.show({ phase: "reading", done: 9, total: null });
  for (let at = 0; at <= 11_000; at += 100) {
    shown.nowMs = at;
    bar.show({ phase: "writing", done: at / 100, total: 220 });
  }
  assert.equal(
    shown.text,
    "reading both sides …\nwriting …\nwriting 50/220, about 17 s left\n" +
      "writing 100/220, about 12 s left\n",
  );
});

Deno.test("progressOn() counts no time of a question", () => {
  const { shown, screen } = screenOf(null);
  const bar = progressOn(screen, () => shown.nowMs);
  bar.show({ phase: "writing", done: 0, total: 10 });
  bar.pause();
  shown.nowMs = 60_000;
  bar.resume();
  bar.show({ phase: "writing", done: 1, total: 10 });
  shown.nowMs = 66_000;
  bar.show({ phase: "writing", done: 5, total: 10 });
  assert.equal(shown.text, "writing …\nwriting 5/10, about 6 s left\n");
});

Deno.test("progressOn() foretells nothing from the first few", () => {
  const { shown, screen } = screenOf(80);
  const bar = progressOn(screen, () => shown.nowMs);
  bar.show({ phase: "writing", done: 0, total: 200 });
  shown.nowMs = 5_000;
  bar.show({ phase: "writing", done: 4, total: 200 });
  assert.match(shown.text, / writing 4\/200$/);
});
