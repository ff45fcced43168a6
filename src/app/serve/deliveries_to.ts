import type { RunningEngine } from "@/app/daemon/start_engine.ts";
import type { Receipts } from "@/app/daemon/operations.ts";
import type { Config } from "@/config/config.ts";
import type { Deliveries } from "@/ports/doors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { readDelivery } from "@/triggers/delivery.ts";
import type { Wake } from "@/triggers/wakes.ts";

interface DeliveryPorts {
  readonly runtime: Pick<Runtime, "now">;
  /** As it was at the start. */
  readonly config: Config;
  /** What signs the deliveries. */
  readonly webhookSecret: (config: Config) => Promise<string>;
  /** Where another host owns the list. */
  readonly handOn: (wake: Wake) => Promise<void>;
}

/** What becomes of deliveries. `engine`: `null` where another host has it. */
export function deliveriesTo(
  engine: () => RunningEngine | null,
  { runtime, config: atStart, webhookSecret, handOn }: DeliveryPorts,
  receipts: Receipts,
): Deliveries {
  const config = () => engine()?.config ?? atStart;
  return {
    secret: () => webhookSecret(config()),
    basicAuth: () => config().webhookAuth,
    async deliver(body) {
      const owning = engine();
      if (owning !== null) return await owning.deliver(body);
      const delivery = readDelivery(body);
      if (delivery !== null && delivery.wake !== null) await handOn(delivery.wake);
      return delivery;
    },
    deliverUnread: () => engine()?.deliverUnread() ?? handOn({ changes: true }),
    serverNowMs() {
      const offset = engine()?.opened.editClock.offset() ?? null;
      return offset === null ? null : runtime.now().getTime() + (offset.from + offset.until) / 2;
    },
    count: (outcome) => void receipts[outcome]++,
  };
}
