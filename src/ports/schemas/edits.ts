import * as v from "valibot";
import type { Added, Edited, NewTask, TaskEdit } from "@/ports/task_edits.ts";
import { exactly } from "@/ports/schemas/exactly.ts";
import {
  count,
  instant,
  list,
  positive,
  side,
  task,
  text,
  token,
  uuid,
  wholeNumber,
} from "@/ports/schemas/values.ts";

export const taskEdit = exactly<TaskEdit>()(v.object({
  task,
  changes: v.record(text, v.string()),
  ifVersion: v.optional(v.nullable(count), null),
  token: v.optional(v.nullable(token), null),
}));

export const newTask = exactly<NewTask>()(v.object({
  uuid: v.optional(v.nullable(uuid), null),
  title: v.pipe(v.string(), v.nonEmpty(), v.maxLength(100_000)),
  changes: v.optional(v.record(text, v.string()), {}),
}));

export const added = exactly<Added>()(v.object({
  task: v.string(),
  title: v.string(),
  version: wholeNumber,
  isNew: v.boolean(),
  vikunjaId: v.nullable(positive),
  pending: list(side),
  outside: v.nullable(v.string()),
  leftOut: list(v.string()),
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
