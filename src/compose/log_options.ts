import { systemRuntime } from "@/adapters/system/runtime.ts";
import { logProjections } from "@/projections/log_projections.ts";

/** How the program opens a log. */
export const how = { projections: logProjections, runtime: systemRuntime };
