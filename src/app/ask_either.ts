import { SyncError } from "@/domain/errors.ts";
import type { Daemon } from "@/ports/daemon.ts";
import type { Ask, EitherName, Operations } from "@/ports/operations_table.ts";

/**
 * Each operation by the daemon where one runs, else here. `daemon` is asked anew each time: one can start and end while
 * a lease is being kept, and one that started while this process waited for the log has it now.
 */
export function askEither(
  daemon: () => Promise<Pick<Daemon, "ask"> | null>,
  here: Operations<EitherName>,
): Ask<EitherName> {
  return async (name, input, asking) => {
    const running = await daemon();
    if (running !== null) return await running.ask(name, input, asking);
    try {
      return await here[name](input, asking);
    } catch (thrown) {
      if (!(thrown instanceof SyncError) || thrown.code !== "LOCKED") throw thrown;
      const started = await daemon();
      if (started === null) throw thrown;
      return await started.ask(name, input, asking);
    }
  };
}
