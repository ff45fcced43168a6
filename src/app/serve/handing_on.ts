import type { RunningEngine } from "@/app/daemon/start_engine.ts";
import type { Receipts } from "@/app/daemon/operations.ts";
import type { EngineStand } from "@/ports/doors.ts";
import { SyncError } from "@/domain/errors.ts";
import { deliverOperation } from "@/app/hosts/handed_on.ts";
import type { OwnerRequests } from "@/ports/owner_requests.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";
import type { Wake } from "@/triggers/wakes.ts";

/** What a host that does not own its list does with deliveries. */
interface HandingOn extends AsyncDisposable {
  /** Resolves once it stands where the owner finds it, also the next one. @throws {SyncError} `STORE_UNAVAILABLE` */
  handOn(wake: Wake): Promise<void>;
}

/** Whoever owns the list looks at everything when it starts: what has waited for longer was before that. */
const keptMs = 60 * 60_000;
const tidyMs = 60_000;

export function handingOn(
  runtime: Pick<Runtime, "after" | "uuid">,
  open: () => Promise<OwnerRequests>,
): HandingOn {
  let opening: Promise<OwnerRequests> | null = null;
  let tidying: Disposable | null = null;
  return {
    async handOn(wake) {
      opening ??= open().catch((thrown) => {
        opening = null;
        throw thrown;
      });
      const opened = await opening;
      const input = JSON.stringify(wake);
      const id = runtime.uuid();
      await opened.put([{ id, operation: deliverOperation, input, forMs: keptMs }]);
      opened.call();
      // Where it cannot be, it is done the next time.
      tidying ??= every(runtime, tidyMs, () => void opened.tidy().catch(() => {}));
    },
    async [Symbol.asyncDispose]() {
      tidying?.[Symbol.dispose]();
      await (await opening)?.[Symbol.asyncDispose]();
    },
  };
}

/** Nobody is asked here then but by deliveries. */
export function standingBy(): SyncError {
  return new SyncError("LOCKED", "Cannot say: another host owns the list", {
    retryable: true,
    hint: "`vikunja-sync status` says which.",
  });
}

/** How the engine does. @throws {SyncError} `null`: another host has the list. */
export function standOf(engine: RunningEngine | null, { accepted }: Receipts): EngineStand {
  if (engine === null) throw standingBy();
  const { lastRoundAt: lastLookAt, lastPollAt, error } = engine.daemon.rounds();
  return { counts: engine.counts(), error, deliveries: accepted, lastLookAt, lastPollAt };
}
