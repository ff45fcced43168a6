export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** Counts of a `deno test --junit-path` report; `null` where the text is none. */
export function countsOf(report: string): Counts | null {
  const summary = /<testsuites\b[^>]*>/.exec(report)?.[0];
  if (summary === undefined) return null;
  const count = (name: string) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(summary)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  const skipped = report.match(/<skipped\b/g)?.length ?? 0;
  return { passed: count("tests") - failed - skipped, failed };
}

export function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  };
}
