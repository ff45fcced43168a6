import { eventHistoryContract } from "@tests/support/event_history_contract.ts";
import { claimQueriesContract } from "@tests/support/claim_queries_contract.ts";
import { eventStoreContract } from "@tests/support/event_store_contract.ts";
import { logContract } from "@tests/support/log_contract.ts";
import { memoryLogPlace } from "@tests/support/log_places.ts";
import { logQueriesContract } from "@tests/support/log_queries_contract.ts";

eventStoreContract("openMemoryLog()", memoryLogPlace);
eventHistoryContract("openMemoryLog()", memoryLogPlace);
logQueriesContract("openMemoryLog()", memoryLogPlace);
claimQueriesContract("openMemoryLog()", memoryLogPlace);
logContract("openMemoryLog()", memoryLogPlace);
