import { openMemoryLog } from "@/adapters/memory/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { eventStoreContract } from "@tests/support/event_store_contract.ts";
import { tickingClock } from "@tests/support/temp_log.ts";

eventStoreContract(
  "openMemoryLog()",
  () => openMemoryLog({ projections: logProjections, now: tickingClock() }),
);
