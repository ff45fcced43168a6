import { sleep } from "@/ports/waits.ts";

/**
 * How long something lasts in a simulated world: a command, an answer under way, a module that is loaded. Over once the
 * time of `runtime`, which is never that of this machine, has come so far. @throws the reason of the signal.
 */
export const takes: typeof sleep = sleep;
