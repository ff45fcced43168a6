import { resolve } from "node:path";
import { type Form, steps } from "./gate/steps.ts";
import { type Counts, sum } from "./gate/test_counts.ts";

/** The one gate: all of it runs, also after a failure, and the last line says how it went. */
async function ok(root: string, form: Form): Promise<Counts> {
  const counts: Counts[] = [];
  const begun = performance.now();
  for (const { name, run } of steps) {
    console.log(`\n== ${name}`);
    const count = await run(root, form).catch((error: unknown): Counts => {
      console.error(error);
      return { passed: 0, failed: 1 };
    });
    if (count.failed > 0) console.error(`== ${name}: FAILED`);
    counts.push(count);
  }
  console.log(`\ntook ${Math.round((performance.now() - begun) / 1_000)} s`);
  return sum(counts);
}

function formOf(args: readonly string[]): Form {
  const [unknown] = args.filter((arg) => arg !== "--long");
  if (unknown === undefined) return args.length > 0 ? "long" : "short";
  console.error(`Usage: deno task test [--long]; ${unknown} means nothing here`);
  Deno.exit(2);
}

const { passed, failed } = await ok(resolve(import.meta.dirname ?? ".", ".."), formOf(Deno.args));
console.log(`\n${passed} passed, ${failed} failed`);
Deno.exitCode = failed === 0 ? 0 : 1;
