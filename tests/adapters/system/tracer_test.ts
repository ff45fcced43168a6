import assert from "node:assert/strict";
import { createTracer } from "@/adapters/system/open_telemetry.ts";
import { noTracer, type Tracer } from "@/ports/tracer.ts";

/** What is traced is done as if it were not. */
function tracerContract(name: string, make: () => Promise<Tracer>): void {
  Deno.test(`${name}: span() and spanFor() give what the work gives, and throw what it throws`, async () => {
    const tracer = await make();
    const thrown = new Error("the work failed");
    const links = [tracer.here(), null].filter((link) => link !== null);
    const spans = [
      (work: () => Promise<unknown>) => tracer.span("run", { jobs: 1 }, work),
      (work: () => Promise<unknown>) => tracer.spanFor(links, "run", { full: true }, work),
    ];
    for (const span of spans) {
      assert.equal(await span(() => span(() => Promise.resolve("done"))), "done");
      await assert.rejects(span(() => Promise.reject(thrown)), (error) => error === thrown);
    }
    assert.equal(tracer.here(), null, "no span is open any more");
  });
}

tracerContract("noTracer", () => Promise.resolve(noTracer));
tracerContract("createTracer()", () => createTracer(true));
