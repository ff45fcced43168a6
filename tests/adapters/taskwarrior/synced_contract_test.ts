import { replicaContract } from "@tests/support/replica_contract.ts";
import { createSyncedWorld } from "@tests/support/synced_world.ts";

replicaContract("Taskwarrior as a replica of its own", async () => {
  const world = await createSyncedWorld();
  const other = await world.person();
  return {
    open: () => world.open().replica,
    newId: () => crypto.randomUUID(),
    paragraph: (text) => text,
    project: ["Home", "Garden"],
    retitle: (id, title) => other.does(id, "modify", title),
    addLabel: (id, label) => other.does(id, "modify", `+${label}`),
    remove: (id) => other.does(id, "delete"),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
});
