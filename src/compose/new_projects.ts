import * as v from "valibot";
import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import { readWebhookRecord } from "@/compose/webhook_record.ts";

const facts = v.object({
  projects: v.array(v.object({ id: v.number(), parentId: v.number(), archived: v.boolean() })),
});
type Projects = v.InferOutput<typeof facts>["projects"];

export interface NewProjects {
  /** To be called when the projects may have been read again; costs nothing where they are the same. */
  look(): void;
}

/**
 * Sets up webhooks for projects that have come since `install webhooks`: one that nobody listens to is
 * seen by the poll, with its first task. Where it fails it is said, and tried when projects change again.
 */
export function createNewProjects(
  { config, io, log, signal }: {
    readonly config: Config;
    readonly io: Io;
    readonly log: Pick<LogQueries, "cachedFacts">;
    readonly signal: AbortSignal;
  },
): NewProjects {
  let seenAt: string | null = null;
  let working = Promise.resolve();

  async function cover(projects: Projects): Promise<void> {
    const record = await readWebhookRecord(config.stateDir);
    if (record === null || signal.aborted) return;
    const hooked = new Set(record.hooks.map(({ project }) => project));
    if (projects.every((project) => project.archived || isHeard(project, projects, hooked))) return;
    const { coverNewProjects } = await import("@/compose/setup.ts");
    const report = await coverNewProjects({ config, io }, signal);
    for (const title of report?.created ?? []) io.warn(`set up a webhook on ${title}`);
  }

  return {
    look() {
      const cached = log.cachedFacts("vikunja.projects");
      if (cached === null || cached.at === seenAt) return;
      seenAt = cached.at;
      const parsed = v.safeParse(facts, cached.facts);
      if (!parsed.success) return;
      working = working.then(() => cover(parsed.output.projects)).catch((thrown) => {
        if (!signal.aborted) io.warn(asSyncError(thrown).message);
      });
    },
  };
}

function isHeard(
  project: Projects[number],
  projects: Projects,
  hooked: ReadonlySet<number>,
): boolean {
  const passed = new Set<number>();
  for (
    let at: Projects[number] | undefined = project;
    at !== undefined && !passed.has(at.id);
    at = projects.find(({ id }) => id === at?.parentId)
  ) {
    if (hooked.has(at.id)) return true;
    passed.add(at.id);
  }
  return false;
}
