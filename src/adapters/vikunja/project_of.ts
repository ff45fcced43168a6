import * as v from "valibot";
import { SyncError } from "@/domain/errors.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { objectsOf } from "@/adapters/vikunja/lists.ts";
import { type Project, projectSchema } from "@/adapters/vikunja/project_tree.ts";
import { instantOf } from "@/mapping/vikunja/date.ts";

/**
 * A project of an answer; `asksBoard`: with its board.
 * @throws {SyncError} `SERVER_ANSWER`: it is none.
 */
export function projectOf(raw: RawObject, asksBoard: boolean): Project {
  const owner = raw["owner"] as RawObject | null | undefined;
  const parsed = v.safeParse(projectSchema, {
    id: raw["id"],
    title: raw["title"],
    parentId: raw["parent_project_id"] ?? 0,
    archived: raw["is_archived"] === true,
    // In UTC, whatever zone the server is set to: it is part of what the log is bound to.
    created: instantOf(raw["created"]) ?? "",
    ownerId: owner?.["id"] ?? null,
    ownerName: owner?.["username"] ?? null,
    permission: raw["max_permission"] ?? null,
    ...(asksBoard ? { board: boardOf(raw) } : {}),
  });
  if (parsed.success) return parsed.output;
  throw new SyncError(
    "SERVER_ANSWER",
    "Cannot read a project: it has not the form that Vikunja gives",
    {
      details: { issues: parsed.issues.map((issue) => issue.message) },
    },
  );
}

/** One whose columns are filters has no cards that could be moved. */
function boardOf(raw: RawObject): Project["board"] {
  const boards = objectsOf(raw["views"]).filter((view) =>
    view["view_kind"] === "kanban" && view["bucket_configuration_mode"] === "manual"
  );
  const [first] = boards.toSorted((a, b) =>
    Number(a["position"]) - Number(b["position"]) || Number(a["id"]) - Number(b["id"])
  );
  if (first === undefined) return null;
  const { id, default_bucket_id, done_bucket_id } = first;
  return {
    id: Number(id),
    first: Number(default_bucket_id ?? 0),
    done: Number(done_bucket_id ?? 0),
  };
}
