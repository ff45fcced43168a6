import { chanceBy } from "@tests/simulation/chance.ts";
import { createVirtualTime } from "@tests/simulation/vikunja/virtual_time.ts";
import { runtimeContract } from "@tests/support/runtime_contract.ts";

runtimeContract(
  "createVirtualTime()",
  () => createVirtualTime("2026-11-20T10:00:00Z", chanceBy(1)),
);
