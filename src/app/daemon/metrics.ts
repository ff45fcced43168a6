import { type Metric, metricsText } from "@/app/daemon/metrics_text.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Status } from "@/ports/operations.ts";
import { isDropped } from "@/domain/dropped.ts";
import { sides } from "@/domain/task.ts";

/** The daemon's state as Prometheus text; ages in seconds. */
export function daemonMetrics(
  status: Status,
  daemon: DaemonStatus,
  now: Date,
): string {
  const age = (at: string | null) => at === null ? -1 : (now.getTime() - Date.parse(at)) / 1000;
  const gauge = (name: string, help: string, value: number): Metric => ({
    name,
    help,
    type: "gauge",
    values: [{ value }],
  });
  const { webhooks, wakes } = daemon;
  return metricsText([
    gauge("linked_tasks", "Pairs of tasks linked.", status.linked),
    {
      name: "pending_changes",
      help: "Changes asked for and not confirmed.",
      type: "gauge",
      values: sides.map((side) => ({
        labels: { side },
        value: status.pending.filter((push) => push.side === side).length,
      })),
    },
    gauge(
      "given_up_changes",
      "Changes that failed for good; not those dropped by hand.",
      status.dead.filter((push) => !isDropped(push)).length,
    ),
    gauge(
      "left_out_tasks",
      "Tasks of which a part is on one side only; not those dropped by hand.",
      status.leftOut.filter(({ isAccepted }) => !isAccepted).length,
    ),
    gauge("rejected_looks", "Looks at a task that were given up.", status.rejected.length),
    gauge("held_deletions", "Deletions that wait for a person's word.", status.held.length),
    gauge("conflicts", "Conflicts that nobody has picked.", status.conflicts),
    gauge(
      "oldest_pending_seconds",
      "Age of the oldest change that waits; -1: none.",
      age(status.oldestPendingAt),
    ),
    gauge(
      "last_round_seconds",
      "Time since both sides were last looked at; -1: never.",
      age(daemon.lastRoundAt),
    ),
    gauge(
      "last_poll_seconds",
      "Time since Vikunja was last asked; -1: never.",
      age(daemon.polls.lastAt),
    ),
    gauge(
      "last_full_seconds",
      "Time since the last complete comparison; -1: never.",
      age(status.lastFullAt),
    ),
    gauge("resident_bytes", "Resident memory of the daemon.", daemon.rssBytes),
    gauge("log_events", "Events in the log.", status.events),
    {
      name: "rounds_total",
      help: "Looks at both sides.",
      type: "counter",
      values: [
        { labels: { outcome: "done" }, value: daemon.rounds - daemon.failures },
        { labels: { outcome: "failed" }, value: daemon.failures },
      ],
    },
    {
      name: "webhooks_total",
      help: "Deliveries received.",
      type: "counter",
      values: Object.entries(webhooks).map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
    {
      name: "wakes_total",
      help: "What woke the daemon.",
      type: "counter",
      values: Object.entries(wakes).map(([by, value]) => ({ labels: { by }, value })),
    },
  ]);
}
