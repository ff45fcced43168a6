import * as v from "valibot";
import {
  type FieldChange,
  type Operation,
  operationKinds,
  type PresenceChange,
  type TaskPart,
} from "@/domain/operation.ts";
import type { HistoryDiff, HistoryFilter, HistoryPage } from "@/ports/history.ts";
import { exactly } from "@/ports/schemas/exactly.ts";
import {
  anyJson,
  bySide,
  count,
  list,
  orNull,
  positive,
  side,
  task,
  wholeNumber,
} from "@/ports/schemas/values.ts";

const words = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_000));
export const point = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.maxLength(40),
  v.description(
    "A time (2026-11-20T15:00:00Z), op-N: right after that operation, @-N: before the last N, or now",
  ),
);

/** Told at once. */
const mostTold = 1_000;

export const historyFilter = exactly<HistoryFilter>()(v.object({
  task: orNull(task),
  since: orNull(point),
  by: v.pipe(orNull(words), v.description("vikunja, taskwarrior, here, or the name of an agent")),
  kind: orNull(v.picklist(operationKinds)),
  text: orNull(words),
  project: orNull(words),
  label: orNull(words),
  n: v.optional(v.pipe(positive, v.maxValue(mostTold)), 30),
  before: v.pipe(orNull(positive), v.description("What `next` of the page before says")),
}));

const state = v.picklist(["done", "asked", "given up"]);
const presence = v.picklist(["unknown", "present", "deleted", "missing", "withdrawn"]);

const fieldChange = exactly<FieldChange>()(
  v.object({ side, field: v.string(), before: anyJson, after: anyJson, state }),
);
const presenceChange = exactly<PresenceChange>()(
  v.object({ side, before: presence, after: presence, state }),
);
const value = v.object({ side, value: anyJson });

const part = exactly<TaskPart>()(v.object({
  task: v.string(),
  title: v.string(),
  project: list(v.string()),
  labels: list(v.string()),
  from: wholeNumber,
  upTo: wholeNumber,
  changes: list(fieldChange),
  presence: list(presenceChange),
  conflicts: list(v.object({
    conflictId: v.string(),
    field: v.string(),
    kept: value,
    lost: value,
    because: v.string(),
  })),
  notes: list(v.string()),
}));

export const operation = exactly<Operation>()(v.object({
  id: v.string(),
  position: wholeNumber,
  at: v.string(),
  kind: v.picklist(operationKinds),
  sides: list(side),
  by: v.nullable(v.string()),
  of: v.nullable(wholeNumber),
  tasks: count,
  parts: list(part),
  counts: v.nullable(
    v.object({ created: bySide, updated: bySide, deleted: bySide, conflicts: v.number() }),
  ),
}));

const named = { task: v.string(), title: v.string() };

export const historyPage = exactly<HistoryPage>()(v.object({
  task: v.nullable(v.object(named)),
  operations: list(operation),
  next: v.nullable(wholeNumber),
}));

export const historyDiff = exactly<HistoryDiff>()(v.object({
  from: wholeNumber,
  to: wholeNumber,
  tasks: list(
    v.object({ ...named, changes: list(fieldChange), presence: list(presenceChange) }),
  ),
  isCut: v.boolean(),
}));
