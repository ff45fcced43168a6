import assert from "node:assert/strict";
import { metricsText } from "@/app/daemon/metrics_text.ts";

Deno.test("metricsText() writes the text format with help, type and a line for each value", () => {
  const text = metricsText([
    { name: "linked_tasks", help: "Pairs.", type: "gauge", values: [{ value: 3 }] },
    {
      name: "rounds_total",
      help: "Looks.",
      type: "counter",
      values: [
        { labels: { outcome: "done" }, value: 2 },
        { labels: { outcome: "failed", side: "a" }, value: 0.5 },
      ],
    },
  ]);
  assert.equal(
    text,
    [
      "# HELP vikunja_sync_linked_tasks Pairs.",
      "# TYPE vikunja_sync_linked_tasks gauge",
      "vikunja_sync_linked_tasks 3",
      "# HELP vikunja_sync_rounds_total Looks.",
      "# TYPE vikunja_sync_rounds_total counter",
      'vikunja_sync_rounds_total{outcome="done"} 2',
      'vikunja_sync_rounds_total{outcome="failed",side="a"} 0.5',
      "",
    ].join("\n"),
  );
});

Deno.test("metricsText() escapes quotes, backslashes and line ends in labels", () => {
  const values = [{ labels: { path: 'a"b\\c\nd' }, value: 1 }];
  const text = metricsText([{ name: "x", help: "X.", type: "gauge", values }]);
  assert.ok(text.endsWith('vikunja_sync_x{path="a\\"b\\\\c\\nd"} 1\n'), text);
});

Deno.test("metricsText() of nothing is nothing", () => {
  assert.equal(metricsText([]), "");
});
