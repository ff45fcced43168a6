import * as v from "valibot";
import { operationKinds } from "@/domain/operation.ts";
import { exactly } from "@/ports/schemas/exactly.ts";
import { point } from "@/ports/schemas/history.ts";
import {
  anyJson,
  count,
  list,
  orNull,
  positive,
  side,
  task,
  text,
} from "@/ports/schemas/values.ts";
import type { TakenBack } from "@/domain/taken_back.ts";
import type { TakeBackAsked } from "@/ports/take_back.ts";

const operation = v.pipe(
  orNull(positive),
  v.description("Position of the operation: N of op-N; null: the last one that can be"),
);

const target = v.variant("kind", [
  v.object({ kind: v.literal("undo"), of: operation }),
  v.object({ kind: v.literal("redo"), of: operation }),
  v.object({
    kind: v.literal("restore"),
    at: point,
    tasks: v.optional(v.pipe(v.array(task), v.maxLength(10_000), v.readonly()), []),
    project: orNull(text),
    exact: v.optional(v.boolean(), false),
  }),
]);

export const takeBackAsked = exactly<TakeBackAsked>()(v.object({
  target,
  isPlan: v.optional(v.boolean(), false),
  looks: v.optional(v.boolean(), true),
  asOf: orNull(count),
}));

const kept = v.object({
  field: v.string(),
  side,
  value: anyJson,
  because: v.picklist(["edited since", "overruled", "there before"]),
  at: v.nullable(v.string()),
});

const takenBackTask = v.object({
  task: v.string(),
  title: v.string(),
  becomes: v.picklist(["stays", "again", "back", "away", "asked"]),
  changes: list(v.object({ side, field: v.string(), before: anyJson, after: anyJson })),
  conflict: v.nullable(v.picklist(["open", "answered"])),
  kept: list(kept),
  lost: list(v.string()),
  refused: v.nullable(v.string()),
  claimedBy: v.nullable(v.string()),
  pending: list(side),
});

export const takenBack = exactly<TakenBack>()(v.object({
  kind: v.picklist(["undo", "redo", "restore"]),
  of: v.nullable(
    v.object({ position: positive, kind: v.picklist(operationKinds), at: v.string() }),
  ),
  already: v.nullable(positive),
  operation: v.nullable(positive),
  asOf: count,
  tasks: list(takenBackTask),
  linked: count,
  unseen: v.nullable(v.string()),
}));
