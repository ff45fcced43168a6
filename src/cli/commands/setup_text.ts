import type { FilesReport, WebhooksReport } from "@/ports/setup.ts";
import { counted } from "@/words/words.ts";

export function webhookLines(report: WebhooksReport): readonly string[] {
  const { url, created, kept, removed, covered, leftOut, notes } = report;
  const lines = [
    ...named("set up on", created),
    ...named("already on", kept),
    ...named("removed from", removed),
    ...(covered === 0 ? [] : [`heard by the webhook above them: ${counted(covered, "project")}`]),
    ...leftOut.map(({ project, reason }) => `not on ${project}: ${reason}`),
    ...(url === null ? [] : [`Vikunja sends to ${url}`]),
    ...notes,
  ];
  return lines.length === 0 ? ["there were no webhooks of ours"] : lines;
}

export function filesLines({ written, unchanged, removed, notes }: FilesReport): readonly string[] {
  const lines = [
    ...written.map((path) => `wrote ${path}`),
    ...unchanged.map((path) => `unchanged ${path}`),
    ...removed.map((path) => `removed ${path}`),
    ...notes,
  ];
  return lines.length === 0 ? ["there was nothing of ours"] : lines;
}

function named(what: string, projects: readonly string[]): readonly string[] {
  return projects.length === 0 ? [] : [`${what} ${projects.join(", ")}`];
}
