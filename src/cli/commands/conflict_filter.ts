import type { ConflictRow } from "@/ports/operations.ts";
import { isAskedProject } from "@/domain/asked_project.ts";
import { fieldName } from "@/words/field_text.ts";

interface Asked {
  readonly field: readonly string[];
  readonly project: readonly string[];
}

/** Whether it is of one of the fields and projects asked for; nothing asked for: all are. */
export function isAsked(row: ConflictRow, { field, project }: Asked): boolean {
  const names = [row.field, fieldName(row.field)].map((name) => name.toLowerCase());
  const isField = field.length === 0 ||
    field.some((each) => names.includes(each.toLowerCase()));
  const path = row.project.join(".");
  const isProject = project.length === 0 || project.some((each) => isAskedProject(path, each));
  return isField && isProject;
}
