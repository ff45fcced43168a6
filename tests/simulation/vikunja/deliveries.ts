import { createHmac } from "node:crypto";
import type { Runtime } from "@/ports/runtime.ts";
import { takes } from "@tests/simulation/takes.ts";
import type { Delivery } from "@/sandbox/webhooks/delivery.ts";

/** A webhook as it comes to the program. */
export interface ArrivedDelivery {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `lost`: something in between took it, and the server believes that it was delivered. */
export interface DeliveryFate {
  readonly kind: "arrives" | "lost" | "doubled";
  /** One way; what is late comes after what happened later. */
  readonly latencyMs: number;
}

export interface Webhooks {
  /** Who listens, with the status that it answers; `null`: nobody. */
  receive: ((delivery: ArrivedDelivery) => Promise<number>) | null;
  fate: () => DeliveryFate;
}

/** A second copy comes up to so much later. */
const copyMs = 500;

/** Carries a delivery by its fate; whether the server believes that it was taken. */
export async function carryDelivery(
  runtime: Pick<Runtime, "after">,
  webhooks: Webhooks,
  delivery: Delivery,
): Promise<boolean> {
  const { kind, latencyMs } = webhooks.fate();
  await takes(runtime, latencyMs);
  const arrived = signed(delivery);
  const hand = async () => (await webhooks.receive?.(arrived) ?? 502) < 400;
  switch (kind) {
    case "lost":
      return true;
    case "arrives":
      return await hand();
    case "doubled":
      runtime.after(copyMs, () => void hand());
      return await hand();
  }
}

/** Signed when somebody looks. */
function signed({ url, secret, headers, body }: Delivery): ArrivedDelivery {
  return {
    url,
    body,
    get headers() {
      if (secret === "") return headers;
      const signature = createHmac("sha256", secret).update(body).digest("hex");
      return { ...headers, "x-vikunja-signature": signature };
    },
  };
}
