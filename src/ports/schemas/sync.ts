import * as v from "valibot";
import type {
  PlannedChange,
  Progress,
  SyncOptions,
  SyncPlan,
  SyncSummary,
} from "@/ports/operations.ts";
import { exactly } from "@/ports/schemas/exactly.ts";
import { bySide, count, list, positive, side } from "@/ports/schemas/values.ts";

export const syncOptions = exactly<SyncOptions>()(v.object({
  projects: v.pipe(v.array(v.string()), v.maxLength(1_000), v.readonly()),
  full: v.boolean(),
  jobs: v.pipe(positive, v.maxValue(1_000)),
  allowMassDelete: v.boolean(),
  finishedWithinMs: v.exactOptional(count),
  selection: v.exactOptional(v.pipe(v.string(), v.maxLength(100_000))),
  acceptsSelection: v.exactOptional(v.boolean()),
  answers: v.optional(v.object({
    bringBack: v.boolean(),
    asItIs: list(side),
    thisEngine: v.boolean(),
  })),
}));

export const syncSummary = exactly<SyncSummary>()(v.object({
  linked: v.number(),
  created: bySide,
  updated: bySide,
  deleted: bySide,
  conflicts: v.number(),
  pending: v.number(),
  failed: v.number(),
  held: v.exactOptional(v.number()),
  undecided: v.exactOptional(v.number()),
  requests: v.number(),
  durationMs: v.number(),
  warnings: list(v.string()),
  notes: v.exactOptional(list(v.string())),
}));

export const plannedChange = exactly<PlannedChange>()(v.object({
  task: v.string(),
  title: v.string(),
  side,
  action: v.picklist(["create", "update", "delete", "link", "conflict", "leave", "take"]),
  changes: list(v.string()),
  project: v.exactOptional(list(v.string())),
  finishedAt: v.exactOptional(v.string()),
}));

export const syncPlan = exactly<SyncPlan>()(v.object({
  changes: list(plannedChange),
  warnings: list(v.string()),
  notes: v.exactOptional(list(v.string())),
  newProjects: v.exactOptional(list(v.string())),
  finishedLongAgo: v.exactOptional(count),
  requests: v.number(),
}));

export const progress = exactly<Progress>()(v.object({
  phase: v.picklist(["reading", "comparing", "writing", "checking"]),
  done: v.number(),
  total: v.nullable(v.number()),
  note: v.exactOptional(v.string()),
}));
