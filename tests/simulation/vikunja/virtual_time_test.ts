import { chanceBy } from "@tests/simulation/chance.ts";
import { createVirtualTime } from "@tests/simulation/vikunja/virtual_time.ts";
import { sleep } from "@/ports/waits.ts";
import { runtimeContract } from "@tests/support/runtime_contract.ts";

runtimeContract("createVirtualTime()", () => {
  const time = createVirtualTime("2026-11-20T10:00:00Z", chanceBy(1));
  return { runtime: time.runtime, pass: (ms) => time.run(sleep(time.runtime, ms)) };
});
