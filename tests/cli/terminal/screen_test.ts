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

Deno.test("progressOn() draws a bar on a terminal", () => {
  const { shown, screen } = screenOf(80);
  progressOn(screen)({ phase: "writing", done: 50, total: 200 });
  assert.equal(shown.text, `\r\x1b[K${"█".repeat(6)}${"░".repeat(18)} writing 50/200`);
});

Deno.test("progressOn() writes a line for each phase elsewhere, and nothing that redraws", () => {
  const { shown, screen } = screenOf(null);
  const show = progressOn(screen);
  show({ phase: "reading", done: 0, total: null });
  show({ phase: "reading", done: 9, total: null });
  show({ phase: "writing", done: 0, total: 3 });
  show({ phase: "writing", done: 3, total: 3 });
  assert.equal(shown.text, "reading both sides …\nwriting …\n");
});
