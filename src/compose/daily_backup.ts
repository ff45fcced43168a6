import { backUp } from "@/adapters/backup/backup_process.ts";
import type { DailyBackup } from "@/app/serve/daily_backup.ts";
import { lastBackupOf } from "@/compose/last_backup.ts";
import { wordsOf } from "@/compose/own_words.ts";
import type { Config } from "@/config/config.ts";
import { storeVariables } from "@/config/store_config.ts";
import { namedInEnvironment } from "@/config/named_in_environment.ts";

export function dailyBackup(
  config: Config,
  tasks: Readonly<Record<string, string>>,
): DailyBackup {
  return {
    lastAt: () => lastBackupOf(config),
    async make(signal) {
      const env = { ...namedInEnvironment(config), ...storeFor(config), ...await tokenFor(config) };
      return await backUp({ words: wordsOf("backup", tasks), env }, signal);
    },
  };
}

/** The backup reads the copy that is here, as this process keeps it. */
function storeFor({ store }: Config) {
  const password = store?.password?.reveal();
  return {
    ...storeVariables(store),
    ...password === undefined ? {} : { VIKUNJA_SYNC_STORE_PASSWORD: password },
  };
}

/** Taken out of our own environment, so that only what is ours sees it. */
async function tokenFor({ isTokenInEnvironment, server }: Config) {
  if (!isTokenInEnvironment || server === null) return {};
  return { VIKUNJA_TOKEN: (await server.token("known")).reveal() };
}
