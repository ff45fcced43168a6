import { createFailureNote } from "@/adapters/fs/failure_note.ts";
import { createSpool } from "@/adapters/fs/spool.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createInspect } from "@/app/inspect.ts";
import { logToRead } from "@/compose/log_to_read.ts";
import type { Config } from "@/config/config.ts";
import type { Inspect } from "@/ports/operations.ts";

export function composeInspect({ stateDir, server }: Config): Inspect {
  return createInspect({
    server: server?.url ?? null,
    openLog: logToRead(stateDir),
    unloggedFailure: createFailureNote(stateDir, systemRuntime).read,
    waitingWakes: createSpool(stateDir, systemRuntime).waiting,
  });
}
