import { createSpool } from "@/adapters/fs/spool.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { hasInput } from "@/adapters/system/standard_input.ts";
import type { Config } from "@/config/config.ts";
import type { Sync } from "@/ports/operations.ts";
import { changingCommands } from "@/app/hook_script.ts";
import { lookAtWakes } from "@/app/local_sync.ts";
import { wakeSpool } from "@/compose/local_sync_ports.ts";

export interface HookDeps {
  readonly config: Config;
  readonly sync: () => Promise<Pick<Sync, "run">>;
}

/** What Taskwarrior writes to a hook is there when the hook starts; a pipe that nobody writes to says nothing. */
const inputWithinMs = 200;

/**
 * Looks at what the on-exit hook left, and at what it is told itself where it is the hook: by its words
 * (`command:add` …) or by any input. Returns how many wake-ups there were.
 */
export function createHook({ config, sync }: HookDeps) {
  return async (told: readonly string[], signal: AbortSignal): Promise<number> => {
    if (Deno.env.get("VIKUNJA_SYNC_RUNNING") === "1") return 0;
    const isToldOfChange = changingCommands.some((name) => told.includes(`command:${name}`));
    if (isToldOfChange || await hasInput(inputWithinMs)) {
      createSpool(config.stateDir, systemRuntime).leave();
    }
    return await lookAtWakes(
      { spool: wakeSpool(config) },
      { sync, jobs: config.jobs },
      signal,
    );
  };
}
