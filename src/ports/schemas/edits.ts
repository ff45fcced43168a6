import * as v from "valibot";
import type { Edited, TaskEdit } from "@/ports/task_edits.ts";
import { exactly } from "@/ports/schemas/exactly.ts";
import {
  count,
  instant,
  list,
  side,
  task,
  text,
  token,
  wholeNumber,
} from "@/ports/schemas/values.ts";

export const taskEdit = exactly<TaskEdit>()(v.object({
  task,
  changes: v.record(text, v.string()),
  ifVersion: v.optional(v.nullable(count), null),
  token: v.optional(v.nullable(token), null),
}));

const named = { task: v.string(), title: v.string() };

export const edited = v.object({
  ok: v.literal(true),
  ...named,
  version: wholeNumber,
  pending: list(side),
});

const staleVersion = v.object({
  ok: v.literal(false),
  ...named,
  because: v.literal("version"),
  expected: wholeNumber,
  actual: wholeNumber,
});

const staleToken = v.object({
  ok: v.literal(false),
  ...named,
  because: v.literal("token"),
  lockedBy: v.nullable(v.string()),
  until: v.nullable(instant),
});

export const staleEdit = v.variant("because", [staleVersion, staleToken]);
export const editResult = exactly<Edited>()(v.variant("ok", [edited, staleEdit]));
