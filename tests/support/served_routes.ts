import { operationRoutes } from "@/adapters/http/operation_routes.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Operations } from "@/ports/operations_table.ts";

/** All routes of a daemon that does this, over TCP too those that may be. */
export function servedRoutes(operations: Operations) {
  return operationRoutes({
    operations: () => operations,
    isOpen: true,
    hostName: "desk.lan",
    runtime: systemRuntime,
  });
}
