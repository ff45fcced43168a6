import * as v from "valibot";
import type { Json } from "@/domain/json.ts";
import {
  type InboxAct,
  type InboxAsked,
  inboxChoices,
  inboxKinds,
  type InboxOutcome,
  type InboxPage,
} from "@/ports/inbox.ts";
import { exactly } from "@/ports/schemas/exactly.ts";
import { plannedChange } from "@/ports/schemas/sync.ts";
import { count, list, side, textOrNull } from "@/ports/schemas/values.ts";

const strings = list(v.string());
const some = v.optional(v.pipe(v.array(v.string()), v.maxLength(10_000), v.readonly()), []);
const flag = v.optional(v.boolean(), false);

export const inboxAsked = exactly<InboxAsked>()(v.object({
  kinds: v.optional(list(v.picklist(inboxKinds)), []),
  projects: some,
  text: v.optional(v.pipe(v.string(), v.maxLength(1_000)), ""),
  ids: some,
  answered: flag,
  foresees: flag,
  choice: v.optional(v.nullable(v.picklist(inboxChoices)), null),
  from: v.optional(count, 0),
  limit: v.optional(v.pipe(count, v.maxValue(10_000)), 100),
}));

export const inboxAct = exactly<InboxAct>()(v.object({
  id: v.pipe(v.string(), v.maxLength(1_000)),
  choice: v.picklist(inboxChoices),
}));

export const inboxOutcome = exactly<InboxOutcome>()(v.object({
  ...inboxAct.entries,
  id: v.string(),
  task: v.string(),
  title: v.string(),
  error: textOrNull,
  undo: v.nullable(inboxAct),
  operation: v.nullable(v.number()),
}));

const value = v.object({
  value: v.custom<Json>((given) => given !== undefined),
  at: textOrNull,
  by: textOrNull,
});

const inboxItem = v.object({
  id: v.string(),
  kind: v.picklist(inboxKinds),
  task: v.string(),
  title: v.string(),
  project: strings,
  vikunjaId: v.nullable(v.number()),
  since: v.string(),
  why: v.string(),
  kept: v.nullable(side),
  lacking: v.nullable(side),
  fields: list(v.object({ field: v.string(), taskwarrior: value, vikunja: value })),
  parts: list(v.object({ what: v.string(), why: v.string() })),
  missing: strings,
  offers: list(v.object({
    choice: v.picklist(inboxChoices),
    isAsItIs: v.boolean(),
    will: v.nullable(list(plannedChange)),
    hindrance: textOrNull,
  })),
  isAnswered: v.boolean(),
});

export const inboxPage = exactly<InboxPage>()(v.object({
  items: list(inboxItem),
  total: v.number(),
  counts: v.object({
    conflict: v.number(),
    missing: v.number(),
    held: v.number(),
    "given up": v.number(),
    unread: v.number(),
    "left out": v.number(),
  }),
  position: v.number(),
}));
