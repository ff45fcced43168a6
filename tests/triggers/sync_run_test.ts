import assert from "node:assert/strict";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { syncRun, type SyncRunDeps } from "@/triggers/sync_run.ts";
import { createMemoryReplica } from "@tests/support/memory_replica.ts";
import { SimulatedSide } from "@tests/support/simulated_side.ts";
import { plainRepresentation } from "@tests/support/pair_simulation.ts";

const at = Date.parse("2026-01-01T00:00:00Z");

Deno.test("syncRun() reads nothing while a write of ours is under way", async () => {
  const now = () => new Date(at);
  const { store, reader } = openMemoryLog({ projections: logProjections, now });
  const reads: string[] = [];
  const replicaOf = (side: "taskwarrior" | "vikunja") => ({
    ...createMemoryReplica(new SimulatedSide(side, () => at)),
    changes: () => {
      reads.push(side);
      return Promise.resolve({ complete: true, readings: [], warnings: [], cursor: "1" });
    },
  });
  const engine: TaskEngine = {
    post: () => {},
    ask: () => Promise.resolve(),
    quiet: () => Promise.resolve(),
    isQuiet: () => false,
    takeUnsettled: () => [],
  };
  const deps: SyncRunDeps = {
    store,
    log: reader,
    replicas: { taskwarrior: replicaOf("taskwarrior"), vikunja: replicaOf("vikunja") },
    engine,
    representation: plainRepresentation,
    losesFormatting: () => false,
    defaultProject: () => ["Inbox"],
    streamIdFor: (id) => `born-${id}`,
    markFor: () => "1900-01-01T00:00:00Z",
    isInScope: () => true,
    checkProjects: () => Promise.resolve(),
    fullEveryMs: 1,
    now,
    editClock: {
      offset: () => null,
      toServerClock: (_side, reading) => reading,
      looked: () => {},
    },
  };
  const options = { projects: [], full: false, allowMassDelete: false, jobs: 1 };
  const run = (isQuiet: boolean) =>
    syncRun(
      { ...deps, engine: { ...engine, isQuiet: () => isQuiet } },
      options,
      () => {},
      new AbortController().signal,
    );
  await assert.rejects(run(false), { code: "INTERNAL" });
  assert.deepEqual(reads, []);
  await run(true);
  assert.deepEqual(reads.toSorted(), ["taskwarrior", "vikunja"]);
});
