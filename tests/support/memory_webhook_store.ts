import type { WebhookRecord, WebhookStore } from "@/ports/webhooks.ts";

export function memoryWebhookStore(): WebhookStore {
  let record: WebhookRecord | null = null;
  let secret: string | null = null;
  return {
    record: () => Promise.resolve(record),
    keep: (kept) => Promise.resolve(void (record = kept)),
    secret: () => Promise.resolve(secret ??= "signs"),
    knownSecret: () => Promise.resolve(secret),
    forget() {
      record = secret = null;
      return Promise.resolve();
    },
    sealOf: (secret, auth) => `seal of ${secret} and ${auth}`,
  };
}
