import type { CreateDeps } from "@/cli/deps.ts";
import type { Inspect, Repair, Sync } from "@/ports/operations.ts";

/** Wires a configuration to what the commands do; each part is loaded when it is asked for. */
export const createDeps: CreateDeps = (config, io) => ({
  async sync(): Promise<Sync> {
    const { openSession } = await import("@/compose/session.ts");
    const { createManualSync } = await import("@/triggers/manual_sync.ts");
    return createManualSync({
      open: (options, signal) => openSession(config, io, "sync", options, signal),
      elapsed: () => performance.now(),
    });
  },
  async inspect(): Promise<Inspect> {
    const { createInspect } = await import("@/compose/inspect.ts");
    return createInspect(config);
  },
  async repair(): Promise<Repair> {
    const { createRepair } = await import("@/compose/repair.ts");
    return createRepair(config, io);
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
});
