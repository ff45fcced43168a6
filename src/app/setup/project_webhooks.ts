import type { ProjectWebhooks } from "@/app/daemon/ports.ts";
import { selectedProjects } from "@/app/run/selected_projects.ts";
import type { Config } from "@/config/config.ts";
import type { OpenAccount } from "@/ports/account.ts";
import type { WebhookStore } from "@/ports/webhooks.ts";

/** `loadAccounts`: only new projects need them, and they are few. */
export function projectWebhooks(
  config: Config,
  webhookStore: WebhookStore,
  loadAccounts: () => Promise<OpenAccount>,
): ProjectWebhooks {
  return {
    isSelected: selectedProjects(config),
    async hooked() {
      const record = await webhookStore.record();
      return record === null ? null : new Set(record.hooks.map(({ project }) => project));
    },
    async cover(signal) {
      const { coverNewProjects } = await import("@/app/setup/installation.ts");
      const openAccount = await loadAccounts();
      return (await coverNewProjects({ config, webhookStore, openAccount }, signal))?.created ?? [];
    },
  };
}
