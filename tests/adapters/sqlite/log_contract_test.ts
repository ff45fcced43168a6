import { eventHistoryContract } from "@tests/support/event_history_contract.ts";
import { claimQueriesContract } from "@tests/support/claim_queries_contract.ts";
import { eventStoreContract } from "@tests/support/event_store_contract.ts";
import { logContract } from "@tests/support/log_contract.ts";
import { sqliteLogPlace } from "@tests/support/log_places.ts";
import { logQueriesContract } from "@tests/support/log_queries_contract.ts";

eventStoreContract("openLog()", sqliteLogPlace);
eventHistoryContract("openLog()", sqliteLogPlace);
logQueriesContract("openLog()", sqliteLogPlace);
claimQueriesContract("openLog()", sqliteLogPlace);
logContract("openLog()", sqliteLogPlace);
