import { ntfyNotifier, webhookNotifier } from "@/adapters/notify/http.ts";
import { commandNotifier, desktopNotifier } from "@/adapters/notify/program.ts";
import type { NotifyConfig } from "@/config/notify_config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { NoticeTarget } from "@/domain/notice.ts";
import type { Notifier } from "@/ports/notifier.ts";

/** @throws {SyncError} `CONFIG`: it is not said where that is. */
export function notifierOf(
  target: Exclude<NoticeTarget, "terminal">,
  { command, ntfy, ntfyTokenFile, webhook }: NotifyConfig,
  given: readonly string[] | null,
  authorities: () => Promise<string | null>,
): Notifier {
  switch (target) {
    case "command":
      return commandNotifier(given ?? command ?? missing("command", "a command"));
    case "desktop":
      return desktopNotifier();
    case "ntfy":
      return ntfyNotifier(ntfy ?? missing("ntfy", "an address"), {
        token: () => tokenIn(ntfyTokenFile),
        authorities,
      });
    case "webhook":
      return webhookNotifier(webhook ?? missing("webhook", "an address"), { authorities });
  }
}

function missing(key: string, what: string): never {
  throw new SyncError("CONFIG", `Cannot tell the ${key}: it is not set`, {
    hint: `Set ${key} under [notify] in the configuration file to ${what}.`,
  });
}

async function tokenIn(path: string | null): Promise<string | null> {
  if (path === null) return null;
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyncError("CONFIG", `Cannot read the token for ntfy in ${path}: ${reason}`, {
      cause,
    });
  }
}
