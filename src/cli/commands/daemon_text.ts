import type { DaemonStatus } from "@/ports/daemon_status.ts";

/** What the daemon says of itself, for people; one line where none runs. */
export function daemonLines(daemon: DaemonStatus | null): readonly string[] {
  if (daemon === null) return ["daemon      none runs"];
  const { pid, startedAt, listen, polls, webhooks, rssBytes, error, lastRoundAt } = daemon;
  const every = Math.round(polls.everyMs / 1000);
  const refused = webhooks.refused + webhooks.unavailable;
  return [
    `daemon      process ${pid} since ${startedAt}, ${Math.round(rssBytes / 1e6)} MB`,
    `webhooks    ${listen === null ? "not received" : `${listen}/webhook`}, ` +
    `${webhooks.accepted} taken, ${refused} refused`,
    `last look   ${lastRoundAt ?? "never"}`,
    `last poll   ${polls.lastAt ?? "never"}, every ${every} s`,
    ...(error === null ? [] : [`trouble     ${error.message} (${error.code})`]),
  ];
}
