import { systemRuntime } from "@/adapters/system/runtime.ts";
import { runtimeContract } from "@tests/support/runtime_contract.ts";
import { until } from "@tests/support/until.ts";

runtimeContract("systemRuntime", () => ({
  runtime: systemRuntime,
  async pass(ms) {
    const from = systemRuntime.elapsed();
    await until(`${ms} ms have passed`, () => systemRuntime.elapsed() - from >= ms);
  },
}));
