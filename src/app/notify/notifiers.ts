import type { NotifyConfig } from "@/config/notify_config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { NoticeTarget } from "@/domain/notice.ts";
import type { Notifier, Notifiers } from "@/ports/notifier.ts";

interface Told {
  readonly notifiers: Notifiers;
  /** Takes the place of the command of the configuration. */
  readonly command: string | readonly string[] | null;
  /** @throws what keeps the file from being read. */
  readonly readText: (path: string) => Promise<string>;
}

/** @throws {SyncError} `CONFIG`: it is not said where that is. */
export function notifierOf(
  target: Exclude<NoticeTarget, "terminal">,
  config: NotifyConfig,
  { notifiers, command, readText }: Told,
): Notifier {
  switch (target) {
    case "command":
      return notifiers.command(command ?? config.command ?? missing("command", "a command"));
    case "desktop":
      return notifiers.desktop();
    case "ntfy":
      return notifiers.ntfy(
        config.ntfy ?? missing("ntfy", "an address"),
        () => tokenIn(config.ntfyTokenFile, readText),
      );
    case "webhook":
      return notifiers.webhook(config.webhook ?? missing("webhook", "an address"));
  }
}

function missing(key: string, what: string): never {
  throw new SyncError("CONFIG", `Cannot tell the ${key}: it is not set`, {
    hint: `Set ${key} under [notify] in the configuration file to ${what}.`,
  });
}

async function tokenIn(
  path: string | null,
  readText: Told["readText"],
): Promise<string | null> {
  if (path === null) return null;
  try {
    return (await readText(path)).trim();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyncError("CONFIG", `Cannot read the token for ntfy in ${path}: ${reason}`, {
      cause,
    });
  }
}
