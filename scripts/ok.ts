import { resolve } from "node:path";
import type { Form, Place } from "./gate/place.ts";
import { groups, type Step } from "./gate/steps.ts";
import { type Counts, sum } from "./gate/test_counts.ts";

/** The one gate: all of it runs, also after a failure, and the last line says how it went. */
async function ok(root: string, form: Form): Promise<Counts> {
  const counts: Counts[] = [];
  const begun = performance.now();
  for (const group of groups) {
    counts.push(...await Promise.all(group.map((step) => runStep(step, { root, form }))));
  }
  console.log(`\ntook ${Math.round((performance.now() - begun) / 1_000)} s`);
  return sum(counts);
}

async function runStep(
  { name, isToldAtOnce: isAtOnce = false, run }: Step,
  { root, form }: Pick<Place, "root" | "form">,
): Promise<Counts> {
  const said: string[] = [];
  const say = (text: string) => void (isAtOnce ? console.log(text) : said.push(text));
  if (isAtOnce) console.log(`\n== ${name}`);
  const count = await run({ root, form, say, isAtOnce }).catch((error: unknown): Counts => {
    say(Deno.inspect(error));
    return { passed: 0, failed: 1 };
  });
  if (!isAtOnce) console.log([`\n== ${name}`, ...said.filter((text) => text !== "")].join("\n"));
  if (count.failed > 0) console.error(`== ${name}: FAILED`);
  return count;
}

function formOf(args: readonly string[]): Form {
  const [unknown] = args.filter((arg) => arg !== "--long");
  if (unknown === undefined) return args.length > 0 ? "long" : "short";
  console.error(`Usage: deno task test [--long]; ${unknown} means nothing here`);
  Deno.exit(2);
}

const root = resolve(import.meta.dirname ?? ".", "..");
const { passed, failed } = await ok(root, formOf(Deno.args));
console.log(`\n${passed} passed, ${failed} failed`);
Deno.exitCode = failed === 0 ? 0 : 1;
