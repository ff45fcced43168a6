import { SyncError } from "@/domain/errors.ts";
import type { Reading } from "@/domain/task.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Project, ProjectTree } from "@/adapters/vikunja/project_tree.ts";
import { markOf, taskFromVikunja } from "@/mapping/vikunja/read.ts";
import { placesInVikunja, type VikunjaSettings } from "@/mapping/vikunja/settings.ts";

/** What one answer of the server shows of a task, with all its comments in it. */
export function readingOf(
  raw: RawObject,
  tree: ProjectTree,
  settings?: VikunjaSettings,
): Reading {
  if (!isTask(raw)) throw notATask(raw);
  const id = String(raw["id"]);
  const projectId = Number(raw["project_id"]);
  const project = tree.get(projectId);
  const path = tree.pathOf(projectId);
  if (project === null || path === null) {
    return {
      kind: "withdrawn",
      id,
      reason: `its project ${projectId} is not shared any more; its owner can share it again`,
    };
  }
  if (project.archived) {
    return {
      kind: "withdrawn",
      id,
      reason: `the project «${path.join(" / ")}» is archived; unarchive it in Vikunja`,
    };
  }
  const mark = markOf(raw);
  const readOnly = tree.readOnly(project);
  const places = settings === undefined ? undefined : placesInVikunja(settings);
  return {
    kind: "present",
    id,
    ...taskFromVikunja(raw, path, withBoard(settings, project)),
    linkHint: null,
    ...(places === undefined ? {} : { places }),
    ...(mark === null ? {} : { mark }),
    ...(readOnly === null ? {} : { readOnly }),
  };
}

function withBoard(settings: VikunjaSettings | undefined, { board }: Project) {
  return settings === undefined || board == null ? settings : { ...settings, board: board.id };
}

function isTask(raw: RawObject): boolean {
  return Number.isSafeInteger(raw["id"]) && Number.isSafeInteger(raw["project_id"]) &&
    typeof raw["title"] === "string" && typeof raw["updated"] === "string";
}

function notATask(raw: RawObject): SyncError {
  return new SyncError(
    "SERVER_ANSWER",
    `Cannot read task ${raw["id"]}: it has not the form that Vikunja gives`,
  );
}
