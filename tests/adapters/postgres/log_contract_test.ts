import { claimQueriesContract } from "@tests/support/claim_queries_contract.ts";
import { eventHistoryContract } from "@tests/support/event_history_contract.ts";
import { eventStoreContract } from "@tests/support/event_store_contract.ts";
import { logContract } from "@tests/support/log_contract.ts";
import { logQueriesContract } from "@tests/support/log_queries_contract.ts";
import { postgresLogPlace } from "@tests/support/postgres_place.ts";
import { postgresServers } from "@tests/support/postgres_server.ts";

for (const server of await postgresServers()) {
  const name = `openMirror() over PostgreSQL ${server.major}`;
  const place = () => postgresLogPlace(server);
  eventStoreContract(name, place);
  eventHistoryContract(name, place);
  logQueriesContract(name, place);
  claimQueriesContract(name, place);
  logContract(name, place);
}
