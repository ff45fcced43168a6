import { type Metric, metricsText } from "@/app/daemon/metrics_text.ts";
import type { ListCounts, ListStand } from "@/ports/lists.ts";

const states = ["starting", "running", "standby", "failed"] as const;

/** All lists as Prometheus text, by their names; ages in seconds. */
export function listsMetrics(
  stands: readonly ListStand[],
  rssBytes: number,
  now: Date,
): string {
  const running = stands.flatMap(({ name, counts }) => counts === null ? [] : [{ name, counts }]);
  const each = (
    name: string,
    help: string,
    value: (counts: ListCounts) => number,
    type: Metric["type"] = "gauge",
  ): Metric => ({
    name: `list_${name}`,
    help,
    type,
    values: running.map(({ name: list, counts }) => ({ labels: { list }, value: value(counts) })),
  });
  const age = (at: string | null) => at === null ? -1 : (now.getTime() - Date.parse(at)) / 1000;
  return metricsText([
    {
      name: "lists",
      help: "Lists by how they do.",
      type: "gauge",
      values: states.map((state) => ({
        labels: { state },
        value: stands.filter((stand) => stand.state === state).length,
      })),
    },
    {
      name: "list_trouble",
      help: "1 where a list does not run, or not as it should, and by what code.",
      type: "gauge",
      values: stands.flatMap(({ name: list, error }) =>
        error === null ? [] : [{ labels: { list, code: error.code }, value: 1 }]
      ),
    },
    each("linked_tasks", "Pairs of tasks linked.", ({ linked }) => linked),
    each("pending_changes", "Changes asked for and not confirmed.", ({ pending }) => pending),
    each("given_up_changes", "Changes that failed for good.", ({ givenUp }) => givenUp),
    each("held_deletions", "Deletions that wait for a person's word.", ({ held }) => held),
    each("conflicts", "Conflicts that nobody has picked.", ({ conflicts }) => conflicts),
    each("deliveries_total", "Deliveries taken.", ({ deliveries }) => deliveries, "counter"),
    each(
      "last_look_seconds",
      "Time since both sides were last looked at; -1: never.",
      ({ lastLookAt }) => age(lastLookAt),
    ),
    each(
      "last_poll_seconds",
      "Time since Vikunja was last asked; -1: never.",
      ({ lastPollAt }) => age(lastPollAt),
    ),
    {
      name: "resident_bytes",
      help: "Resident memory of the process.",
      type: "gauge",
      values: [{ value: rssBytes }],
    },
  ]);
}
