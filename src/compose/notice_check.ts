import { files } from "@system/files.ts";
import { ntfyNotifier, webhookNotifier } from "@/adapters/notify/http.ts";
import { commandNotifier, desktopNotifier } from "@/adapters/notify/program.ts";
import { accountNameIn } from "@/adapters/vikunja/account.ts";
import { authoritiesOf } from "@/app/authorities.ts";
import { logToRead } from "@/compose/logs.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
import type { Notifiers } from "@/ports/notifier.ts";

export function partsOfCheck(config: Config, warn: Io["warn"]) {
  const authorities = authoritiesOf(config, files.readTextLater);
  const notifiers: Notifiers = {
    command: commandNotifier,
    desktop: desktopNotifier,
    ntfy: (address, token) => ntfyNotifier(address, { token, authorities }),
    webhook: (address) => webhookNotifier(address, { authorities }),
  };
  const openLog = logToRead(config, warn);
  const loadMarkup = async () => (await import("@/mapping/markup.ts")).markup;
  return { openLog, accountNameIn, loadMarkup, notifiers, readText: files.readTextLater };
}
