import type { Json } from "@/domain/json.ts";
import type { CachedFacts, FactsCache } from "@/ports/facts_cache.ts";
import {
  createTaskwarrior as createReplica,
  type TaskwarriorOptions,
  type TaskwarriorReplica,
} from "@/adapters/taskwarrior/replica.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { systemTaskwarrior } from "@/adapters/taskwarrior/system_ports.ts";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { Taskwarrior } from "@tests/support/taskwarrior.ts";
import { udaLines } from "@tests/support/uda_lines.ts";

export { signal } from "@tests/support/replica_hands.ts";

export function memoryFacts(): FactsCache {
  const facts = new Map<string, CachedFacts>();
  return {
    get: (name) => facts.get(name) ?? null,
    put: (name, value: Json) => void facts.set(name, { facts: value, at: "" }),
  };
}

export interface TestReplica extends TaskwarriorReplica {
  readonly warnings: readonly string[];
}

/** The adapter as the program makes it, over a Taskwarrior of the test's own. */
export function replicaOf(
  { program, env }: Pick<Taskwarrior, "program" | "env">,
  options: Partial<TaskwarriorOptions> = {},
): TestReplica {
  const warnings: string[] = [];
  const runtime = options.runtime ?? systemRuntime;
  const replica = createReplica({
    runtime,
    ports: systemTaskwarrior({ program: program.path, env, runtime }),
    env,
    settings: defaultTaskwarriorSettings,
    facts: memoryFacts(),
    warn: (warning) => void warnings.push(warning),
    ...options,
  });
  return { ...replica, warnings };
}

export const udas = udaLines;
