import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Projects } from "@/adapters/vikunja/projects.ts";
import { instantOf } from "@/mapping/vikunja/date.ts";
import type { ServerStand } from "@/ports/replica.ts";

/** What a list shows of how far the server has come; `projects`: where they were read with it. */
export function standOf(
  list: {
    readonly newest: readonly RawObject[];
    readonly total: number;
    readonly serverMs: number | null;
  },
  projects: Projects | null,
): ServerStand {
  return {
    newest: list.newest.flatMap((task) => {
      const updatedAt = instantOf(task["updated"]);
      const createdAt = instantOf(task["created"]);
      if (updatedAt === null) return [];
      const stamps = { id: Number(task["id"]), updatedAt };
      return [createdAt === null ? stamps : { ...stamps, createdAt }];
    }),
    isWhole: list.newest.length >= list.total,
    projects: projects?.stamps() ?? [],
    replacedProjects: projects?.replaced() ?? [],
    nowMs: list.serverMs,
  };
}
