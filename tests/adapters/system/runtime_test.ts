import { systemRuntime } from "@/adapters/system/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import { runtimeContract } from "@tests/support/runtime_contract.ts";

runtimeContract("systemRuntime", () => ({
  runtime: systemRuntime,
  pass: (ms) => sleep(systemRuntime, ms),
}));
