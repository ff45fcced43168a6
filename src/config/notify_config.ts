import { type NoticeKind, noticeKinds, type NoticeTarget } from "@/domain/notice.ts";
import type { SettingValues } from "@/config/settings.ts";

/** What `notify check` looks for, and who is told. */
export interface NotifyConfig {
  /** User name in Vikunja; `null`: whoever owns the Inbox. */
  readonly me: string | null;
  readonly kinds: readonly NoticeKind[];
  readonly to: readonly NoticeTarget[];
  /** How long before it is due a task is reported. */
  readonly dueWithinMs: number;
  /** Age of the last good sync that is reported. */
  readonly staleAfterMs: number;
  /** Age of a change that has not arrived. */
  readonly unsentAfterMs: number;
  /** Text for the shell, or words; `null`: none. */
  readonly command: string | readonly string[] | null;
  /** Address of a topic. */
  readonly ntfy: string | null;
  /** Absolute path. */
  readonly ntfyTokenFile: string | null;
  readonly webhook: string | null;
}

const hourMs = 3_600_000;

export function notifyConfig(
  values: SettingValues,
  absolute: (path: string) => string,
): NotifyConfig {
  const tokenFile = values["notify.ntfy_token_file"];
  return {
    me: values["notify.me"] ?? null,
    kinds: values["notify.kinds"] ?? noticeKinds,
    to: values["notify.to"] ?? ["terminal"],
    dueWithinMs: values["notify.due_within"] ?? 24 * hourMs,
    staleAfterMs: values["notify.stale_after"] ?? 24 * hourMs,
    unsentAfterMs: values["notify.unsent_after"] ?? hourMs,
    command: values["notify.command"] ?? null,
    ntfy: values["notify.ntfy"] ?? null,
    ntfyTokenFile: tokenFile === undefined ? null : absolute(tokenFile),
    webhook: values["notify.webhook"] ?? null,
  };
}
