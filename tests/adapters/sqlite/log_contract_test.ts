import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt, tickingClock } from "@tests/support/temp_log.ts";
import { claimQueriesContract } from "@tests/support/claim_queries_contract.ts";
import { eventStoreContract } from "@tests/support/event_store_contract.ts";
import { logContract } from "@tests/support/log_contract.ts";
import { logQueriesContract } from "@tests/support/log_queries_contract.ts";
import type { LogSubject } from "@tests/support/log_subject.ts";

function place(): LogSubject {
  const folder = tempFolder();
  const now = tickingClock();
  return {
    open: () => logAt(folder.file("log.db"), now),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}

eventStoreContract("openLog()", place);
logQueriesContract("openLog()", place);
claimQueriesContract("openLog()", place);
logContract("openLog()", place);
