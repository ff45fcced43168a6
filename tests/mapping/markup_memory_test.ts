import assert from "node:assert/strict";
import { rememberingMarkup } from "@/mapping/markup_memory.ts";
import type { Markup } from "@/mapping/markup_functions.ts";

function counting() {
  let said = 0;
  const say = (text: string) => {
    said += 1;
    return text.toUpperCase();
  };
  const markup: Markup = {
    htmlToMarkdown: say,
    markdownToHtml: say,
    losesFormatting: () => false,
    commentToHtml: say,
    commentToText: say,
  };
  return { ...rememberingMarkup(markup), said: () => said };
}

Deno.test("S1: rememberingMarkup() reads a long text once, however often a decision asks", () => {
  const { htmlToMarkdown, said } = counting();
  for (let asked = 0; asked < 10; asked++) {
    assert.equal(htmlToMarkdown("a".repeat(50_000)), "A".repeat(50_000));
  }
  assert.equal(said(), 1);
});

Deno.test("rememberingMarkup() reads a short text that many tasks share once", () => {
  const { htmlToMarkdown, said } = counting();
  for (let task = 0; task < 200; task++) htmlToMarkdown("<p>all of them</p>");
  assert.equal(said(), 1);
});

Deno.test("S1: rememberingMarkup() forgets what was said longest ago", () => {
  const { htmlToMarkdown, said } = counting();
  const texts = Array.from({ length: 100 }, (_, at) => `${at} `.repeat(5_000));
  for (const text of texts) htmlToMarkdown(text);
  htmlToMarkdown(texts.at(-1) ?? "");
  assert.equal(said(), 100);
  htmlToMarkdown(texts[0] ?? "");
  assert.equal(said(), 101);
});
