import assert from "node:assert/strict";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { createLoggedFacts } from "@/app/run/facts.ts";
import { createMemoryFacts } from "@/app/run/memory_facts.ts";
import { logStreamId } from "@/domain/events.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { factsCacheContract } from "@tests/support/facts_cache_contract.ts";

const logAt = (now: () => Date) => openMemoryLog({ projections: logProjections, now });

factsCacheContract("createMemoryFacts()", (now) => createMemoryFacts({ now }));
factsCacheContract("createLoggedFacts()", (now) => createLoggedFacts(logAt(now).reader, now));

Deno.test("news() are facts that the log does not hold, and what was logged is known to the next run", async () => {
  const now = () => new Date("2026-11-20T10:00:00Z");
  const log = logAt(now);
  const first = createLoggedFacts(log.reader, now);
  first.put("projects", [{ id: 1 }]);
  const events = first.news();
  assert.deepEqual(events, [{
    type: "FactsCached",
    data: { name: "projects", facts: [{ id: 1 }] },
  }]);
  await log.store.append([{ streamId: logStreamId, expectedVersion: 0, events }]);
  const next = createLoggedFacts(log.reader, now);
  assert.deepEqual(next.get("projects")?.facts, [{ id: 1 }]);
  next.put("projects", [{ id: 1 }]);
  next.put("labels", []);
  assert.deepEqual(next.news().map(({ data }) => data), [{ name: "labels", facts: [] }]);
});
