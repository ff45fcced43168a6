import type { CreateDeps } from "@/cli/deps.ts";
import { SyncError } from "@/domain/errors.ts";

/** Wires a configuration to what the commands do. */
export const createDeps: CreateDeps = () => {
  const refuse = () => Promise.reject(new SyncError("INTERNAL", "the engine is not wired yet"));
  return {
    sync: refuse,
    inspect: refuse,
    repair: refuse,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
};
