import * as v from "valibot";
import { exactly } from "@/ports/schemas/exactly.ts";
import { anyJson, list, textOrNull } from "@/ports/schemas/values.ts";
import type { ToldTask } from "@/ports/told_task.ts";

export const toldTask = exactly<ToldTask>()(v.object({
  task: v.string(),
  title: v.string(),
  done: v.boolean(),
  vikunjaId: v.nullable(v.number()),
  project: v.string(),
  labels: list(v.string()),
  priority: v.number(),
  priorityInVikunja: v.exactOptional(v.number()),
  due: textOrNull,
  scheduled: textOrNull,
  notes: v.string(),
  comments: list(v.string()),
  assignees: list(v.string()),
  depends: list(v.string()),
  more: v.exactOptional(v.record(v.string(), anyJson)),
  claim: v.nullable(v.object({ agent: v.string(), token: v.number(), until: v.string() })),
  version: v.number(),
}));
