import { createMemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { startProcess } from "@/adapters/memory/process.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { tickingClock } from "@tests/support/temp_log.ts";
import { claimQueriesContract } from "@tests/support/claim_queries_contract.ts";
import { eventStoreContract } from "@tests/support/event_store_contract.ts";
import { logContract } from "@tests/support/log_contract.ts";
import { logQueriesContract } from "@tests/support/log_queries_contract.ts";
import type { LogSubject } from "@tests/support/log_subject.ts";

function place(): LogSubject {
  const disk = createMemoryDisk();
  const now = tickingClock();
  return {
    open: () => openMemoryLog({ process: startProcess(disk), projections: logProjections, now }),
    [Symbol.dispose]() {},
  };
}

eventStoreContract("openMemoryLog()", place);
logQueriesContract("openMemoryLog()", place);
claimQueriesContract("openMemoryLog()", place);
logContract("openMemoryLog()", place);
