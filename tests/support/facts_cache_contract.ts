import assert from "node:assert/strict";
import type { FactsCache } from "@/ports/facts_cache.ts";

/** What every cache of facts promises; `make` gives one that knows nothing. */
export function factsCacheContract(name: string, make: (now: () => Date) => FactsCache): void {
  Deno.test(`${name}: get() gives what was put last of that name, and when that was`, () => {
    let at = "2026-11-20T10:00:00.000Z";
    const facts = make(() => new Date(at));
    assert.equal(facts.get("projects"), null);
    facts.put("projects", [{ id: 1 }]);
    at = "2026-11-20T11:00:00.000Z";
    facts.put("labels", null);
    assert.deepEqual(facts.get("projects"), {
      facts: [{ id: 1 }],
      at: "2026-11-20T10:00:00.000Z",
    });
    assert.deepEqual(facts.get("labels"), { facts: null, at });
    facts.put("projects", { other: true });
    assert.deepEqual(facts.get("projects"), { facts: { other: true }, at });
  });
}
