import { createServiceManager } from "@/adapters/system/service_manager.ts";

/** Says its argument to the service manager of its environment. */
await createServiceManager((name) => Deno.env.get(name)).notify(Deno.args[0] ?? "");
