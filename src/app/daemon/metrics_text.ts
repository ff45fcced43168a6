/** One figure at this moment, or a count since the start. */
export interface Metric {
  /** Without the prefix `vikunja_sync_`. */
  readonly name: string;
  readonly help: string;
  readonly type: "gauge" | "counter";
  readonly values: readonly {
    readonly labels?: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** Prometheus text format, version 0.0.4. */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics.map(({ name, help, type, values }) => {
    const full = `vikunja_sync_${name}`;
    const lines = values.map(({ labels, value }) => `${full}${labelText(labels)} ${value}`);
    return [`# HELP ${full} ${help}`, `# TYPE ${full} ${type}`, ...lines].join("\n") + "\n";
  }).join("");
}

function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  if (labels === undefined) return "";
  const escape = (value: string) =>
    value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`);
  return `{${pairs.join(",")}}`;
}
