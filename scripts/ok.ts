import { resolve } from "node:path";
import { steps } from "./gate/steps.ts";
import { type Counts, sum } from "./gate/test_counts.ts";

/** The one gate: all of it runs, also after a failure, and the last line says how it went. */
async function ok(root: string): Promise<Counts> {
  const counts: Counts[] = [];
  const begun = performance.now();
  for (const { name, run } of steps) {
    console.log(`\n== ${name}`);
    const count = await run(root).catch((error: unknown): Counts => {
      console.error(error);
      return { passed: 0, failed: 1 };
    });
    if (count.failed > 0) console.error(`== ${name}: FAILED`);
    counts.push(count);
  }
  console.log(`\ntook ${Math.round((performance.now() - begun) / 1_000)} s`);
  return sum(counts);
}

const { passed, failed } = await ok(resolve(import.meta.dirname ?? ".", ".."));
console.log(`\n${passed} passed, ${failed} failed`);
Deno.exitCode = failed === 0 ? 0 : 1;
