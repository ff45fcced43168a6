import { createMemoryEventStore } from "@/adapters/memory/event_store.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { eventStoreContract } from "@tests/support/event_store_contract.ts";
import { tickingClock } from "@tests/support/temp_log.ts";

eventStoreContract("createMemoryEventStore()", () => ({
  store: createMemoryEventStore({ projections: logProjections, now: tickingClock() }),
  [Symbol.dispose]() {},
}));
