import { webhookStore } from "@/adapters/fs/webhook_store.ts";
import { createSharedWebhookStore } from "@/app/hosts/shared_webhook_store.ts";
import type { AmongLists } from "@/compose/among_lists.ts";
import type { Config } from "@/config/config.ts";
import type { WebhookStore } from "@/ports/webhooks.ts";

export function webhooksOf(config: Config, among: AmongLists | null = null): WebhookStore {
  const own = webhookStore(config.stateDir);
  const { store } = config;
  if (store === null) return own;
  const shared = async () =>
    (await import("@/compose/store.ts")).sharedSecrets(config, store, await among?.connect());
  return createSharedWebhookStore({ own, shared });
}
