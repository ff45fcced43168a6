import type { DaemonStatus } from "@/ports/daemon_status.ts";
import { when } from "@/words/when.ts";

/** What the daemon says of itself, for people; one line where none runs. */
export function daemonLines(daemon: DaemonStatus | null, now: Date): readonly string[] {
  if (daemon === null) return ["daemon      none runs: the next `sync` is the next look"];
  const { pid, startedAt, listen, polls, webhooks, rssBytes, error, lastRoundAt } = daemon;
  const every = Math.round(polls.everyMs / 1000);
  const refused = webhooks.refused + webhooks.unavailable;
  const at = (iso: string | null) => iso === null ? "never" : when(iso, now);
  return [
    `daemon      process ${pid} started ${when(startedAt, now)}, ${Math.round(rssBytes / 1e6)} MB`,
    `webhooks    ${listen === null ? "not received" : `${listen}/webhook`}, ` +
    `${webhooks.accepted} taken, ${refused} refused`,
    `last look   ${at(lastRoundAt)}`,
    `last poll   ${at(polls.lastAt)}, next ${nextPoll(polls, now)}, every ${every} s`,
    ...(error === null ? [] : [`trouble     ${error.message} (${error.code})`]),
  ];
}

function nextPoll({ lastAt, everyMs }: DaemonStatus["polls"], now: Date): string {
  if (lastAt === null) return "in a moment";
  const at = Math.max(now.getTime(), Date.parse(lastAt) + everyMs);
  return when(new Date(at).toISOString(), now).replace("just now", "in a moment");
}
