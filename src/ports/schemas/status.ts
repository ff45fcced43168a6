import * as v from "valibot";
import type { DaemonStatus, Health } from "@/ports/daemon_status.ts";
import type {
  HeldDeletion,
  LeftOut,
  Overview,
  PendingPush,
  RejectedMessage,
  Status,
} from "@/ports/operations.ts";
import { exactly } from "@/ports/schemas/exactly.ts";
import { bySide, count, list, side, textOrNull } from "@/ports/schemas/values.ts";

export const daemonStatus = exactly<DaemonStatus>()(v.object({
  version: v.string(),
  pid: v.number(),
  startedAt: v.string(),
  stateDir: v.string(),
  listen: v.pipe(textOrNull, v.description("Address of the webhook receiver")),
  socket: textOrNull,
  polls: v.object({ everyMs: v.number(), lastAt: textOrNull }),
  fullEveryMs: v.number(),
  rounds: v.number(),
  failures: v.number(),
  lastRoundAt: textOrNull,
  error: v.nullable(v.object({ code: v.string(), message: v.string() })),
  webhooks: v.object({ accepted: v.number(), refused: v.number(), unavailable: v.number() }),
  wakes: v.object({ hook: v.number(), data: v.number(), webhook: v.number() }),
  rssBytes: v.number(),
}));

export const pendingPush = exactly<PendingPush>()(v.object({
  task: v.string(),
  title: v.string(),
  side,
  action: v.picklist(["create", "update", "delete"]),
  since: v.string(),
  attempts: v.number(),
  nextAt: v.pipe(textOrNull, v.description("null: not by itself any more")),
  error: textOrNull,
}));

export const leftOut = exactly<LeftOut>()(v.object({
  task: v.string(),
  title: v.string(),
  side: v.pipe(side, v.description("The side that lacks it")),
  parts: list(v.object({ what: v.string(), why: v.string() })),
  since: v.string(),
  isAccepted: v.boolean(),
}));

export const rejected = exactly<RejectedMessage>()(v.object({
  task: v.string(),
  title: v.string(),
  code: v.string(),
  reason: v.string(),
  since: v.string(),
}));

export const held = exactly<HeldDeletion>()(v.object({
  task: v.string(),
  title: v.string(),
  side: v.pipe(side, v.description("The side that it is gone from")),
  since: v.string(),
}));

export const health = exactly<Health>()(v.object({
  ok: v.boolean(),
  lastRoundAt: textOrNull,
  rejected: v.pipe(v.number(), v.description("Looks at a task that were given up")),
}));

export const overview = exactly<Overview>()(v.object({
  server: textOrNull,
  inbox: count,
  onTheWay: count,
}));

const runFailure = v.object({
  code: v.string(),
  message: v.string(),
  hint: textOrNull,
  at: v.string(),
  since: v.string(),
});

export const status = exactly<Status>()(v.object({
  server: textOrNull,
  linked: v.number(),
  pending: list(pendingPush),
  dead: list(pendingPush),
  conflicts: v.number(),
  lastSyncAt: textOrNull,
  lastFullAt: textOrNull,
  limits: bySide,
  events: v.number(),
  outOfScope: list(v.object({ task: v.string(), title: v.string(), reason: v.string() })),
  selection: v.object({
    words: list(v.string()),
    outside: list(v.object({ because: v.string(), count: v.number() })),
  }),
  leftOut: list(leftOut),
  rejected: list(rejected),
  held: list(held),
  refused: v.number(),
  undecided: v.number(),
  failure: v.nullable(runFailure),
  lastFailed: v.nullable(runFailure),
  wakes: v.nullable(v.object({ count: v.number(), since: v.string() })),
  oldestPendingAt: textOrNull,
  daemon: v.nullable(daemonStatus),
}));
