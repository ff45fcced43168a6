import assert from "node:assert/strict";
import process from "node:process";
import { htmlToMarkdown, markdownToHtml, markup } from "@/mapping/markup.ts";
import { type Family, htmlFamilies, markdownFamilies } from "@tests/mapping/markup/hostile.ts";
import { isLong } from "@tests/support/long_form.ts";

type Convert = (text: string) => string;
const conversions: readonly [string, Convert, readonly Family[]][] = [
  ["HTML", htmlToMarkdown, htmlFamilies],
  ["Markdown", markdownToHtml, markdownFamilies],
  ["comment", markup.commentToText, htmlFamilies],
  ["plain comment", markup.commentToHtml, markdownFamilies],
];

/** Of this process alone, so that what else runs on the machine counts little. */
function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Each twice as long as the one before, past all bounds. */
function notLinear(
  name: string,
  convert: Convert,
  make: (n: number) => string,
  n: number,
): string[] {
  const [one, two] = [make(n), make(2 * n)];
  const best = { one: Infinity, two: Infinity };
  // Under 25 ms the clock and the collection of garbage are most of what is measured.
  const isFine = () => best.two < 25 || best.two <= 2.6 * best.one;
  for (let tries = 0; tries < 12; tries++) {
    best.one = Math.min(best.one, cpuMs(() => convert(one)));
    best.two = Math.min(best.two, cpuMs(() => convert(two)));
    if (tries > 0 && isFine()) return [];
  }
  return [`${name} at ${n}: ${best.one} ms, twice as long ${best.two} ms`];
}

function notAtRest(name: string, html: string): string[] {
  const once = markdownToHtml(htmlToMarkdown(html));
  const twice = markdownToHtml(htmlToMarkdown(once));
  return twice === once ? [] : [`${name}: ${twice.length} characters after ${once.length}`];
}

const worst =
  /^(paragraphs of [*#] a|breaks and ` a|<div> in itself|breaks under|spaces|links|half tags)/;
const inGate = (families: readonly Family[]) =>
  isLong ? families : families.filter(([name]) => worst.test(name));

function assertNone(problems: readonly string[]): void {
  assert.equal(problems.length, 0, problems.join("\n"));
}

Deno.test("S1: the markup takes twice as long for twice the text, whatever it says", () => {
  const sizes = isLong ? [8_000, 16_000, 32_000, 64_000, 256_000] : [16_000];
  assertNone(
    conversions.flatMap(([kind, convert, families]) =>
      inGate(families).flatMap(([name, make]) =>
        sizes.flatMap((n) => notLinear(`${kind}, ${name}`, convert, make, n))
      )
    ),
  );
});

Deno.test("S1: the markup takes less than a second for 1 MB of anything", () => {
  assertNone(
    conversions.flatMap(([kind, convert, families]) =>
      inGate(families).flatMap(([name, make]) => {
        const text = make(1_000_000);
        const ms = cpuMs(() => convert(text));
        return ms < 1_000 ? [] : [`${kind}, ${name}: ${ms} ms`];
      })
    ),
  );
});

Deno.test("S1: markdownToHtml() after htmlToMarkdown() rests for hostile texts", () => {
  const sizes = isLong ? [300, 5_000, 70_000, 200_000, 600_000] : [60];
  assertNone(sizes.flatMap((n) => [
    ...htmlFamilies.flatMap(([name, make]) => notAtRest(`${name} at ${n}`, make(n))),
    ...markdownFamilies.flatMap(([name, make]) =>
      notAtRest(`${name} at ${n}`, markdownToHtml(make(n)))
    ),
  ]));
});
