import * as v from "valibot";
import { asSyncError } from "@/domain/errors.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { ProjectWebhooks } from "@/app/daemon/ports.ts";

const facts = v.object({
  projects: v.array(
    v.object({ id: v.number(), parentId: v.number(), title: v.string(), archived: v.boolean() }),
  ),
});
type Projects = v.InferOutput<typeof facts>["projects"];

interface NewProjects {
  /** To be called when the projects may have been read again; costs nothing where they are the same. */
  look(): void;
}

/**
 * Sets up webhooks for projects that have come since `install webhooks`: one that nobody listens to is
 * seen by the poll, with its first task. Where it fails it is said, and tried when projects change again.
 */
export function createNewProjects(
  { webhooks, warn, log, signal }: {
    readonly webhooks: ProjectWebhooks;
    readonly warn: (line: string) => void;
    readonly log: Pick<LogQueries, "cachedFacts">;
    readonly signal: AbortSignal;
  },
): NewProjects {
  let seenAt: string | null = null;
  let working = Promise.resolve();

  async function cover(projects: Projects): Promise<void> {
    const hooked = await webhooks.hooked();
    if (hooked === null || signal.aborted) return;
    const isSelected = (project: Projects[number]) => webhooks.isSelected(project, projects);
    const isRight = projects.every((project) =>
      isSelected(project)
        ? project.archived || isHeard(project, projects, hooked)
        : !hooked.has(project.id)
    );
    if (isRight) return;
    for (const title of await webhooks.cover(signal)) warn(`set up a webhook on ${title}`);
  }

  return {
    look() {
      const cached = log.cachedFacts("vikunja.projects");
      if (cached === null || cached.at === seenAt) return;
      seenAt = cached.at;
      const parsed = v.safeParse(facts, cached.facts);
      if (!parsed.success) return;
      working = working.then(() => cover(parsed.output.projects)).catch((thrown) => {
        if (!signal.aborted) warn(asSyncError(thrown).message);
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
