import type { RunningEngine } from "@/app/daemon/start_engine.ts";
import type { Receipts } from "@/app/daemon/operations.ts";
import type { Deliveries } from "@/ports/doors.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface DeliveryPorts {
  readonly runtime: Pick<Runtime, "now">;
  /** What signs the deliveries of a state folder. */
  readonly webhookSecret: (stateDir: string) => Promise<string>;
}

/** What becomes of deliveries where the engine is here. */
export function deliveriesTo(
  engine: () => RunningEngine,
  { runtime, webhookSecret }: DeliveryPorts,
  receipts: Receipts,
): Deliveries {
  return {
    secret: () => webhookSecret(engine().config.stateDir),
    basicAuth: () => engine().config.webhookAuth,
    deliver: (body) => engine().deliver(body),
    deliverUnread: () => engine().deliverUnread(),
    serverNowMs() {
      const offset = engine().opened.editClock.offset();
      return offset === null ? null : runtime.now().getTime() + (offset.from + offset.until) / 2;
    },
    count: (outcome) => void receipts[outcome]++,
  };
}
