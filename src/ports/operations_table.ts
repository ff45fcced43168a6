import * as v from "valibot";
import * as claims from "@/ports/schemas/claims.ts";
import * as edits from "@/ports/schemas/edits.ts";
import * as history from "@/ports/schemas/history.ts";
import * as takeBack from "@/ports/schemas/take_back.ts";
import * as inbox from "@/ports/schemas/inbox.ts";
import { daemonStatus, health, held, overview, status } from "@/ports/schemas/status.ts";
import { syncOptions, syncPlan, syncSummary } from "@/ports/schemas/sync.ts";
import { toldTask } from "@/ports/schemas/told_task.ts";
import { vitals } from "@/ports/schemas/vitals.ts";
import { list, nothing, positive, side, task } from "@/ports/schemas/values.ts";
import { at, type Entry } from "@/ports/operation_entry.ts";
import type { Progress } from "@/ports/operations.ts";

const pick = v.object({ conflictId: v.string(), side: v.nullable(side) });

/**
 * Everything that can be asked of whoever has the log. Server, client, the OpenAPI document and the choice between
 * the daemon and this process all come from here.
 */
const table = {
  daemon: {
    ...at("GET", "/v1/daemon", "daemon", "What the daemon says of itself"),
    input: nothing,
    output: daemonStatus,
  },
  status: {
    ...at("GET", "/v1/status", "either", "How things stand"),
    input: nothing,
    output: status,
  },
  overview: {
    ...at("GET", "/v1/overview", "daemon", "How much waits for a person, and is on its way"),
    input: nothing,
    output: overview,
  },
  vitals: {
    ...at("GET", "/v1/vitals", "daemon", "How long changes took lately, clocks, size of the log"),
    input: nothing,
    output: vitals,
  },
  listClaims: {
    ...at(
      "GET",
      "/v1/claims",
      "daemon",
      "Every lease, also those that are over and not reaped yet",
    ),
    input: nothing,
    wire: "claims",
    output: list(claims.claimRow),
  },
  healthz: {
    ...at("GET", "/healthz", "daemon", "Whether the daemon is well; 503 where it is not"),
    input: nothing,
    isOpen: true,
    output: health,
    status: ({ ok }: v.InferOutput<typeof health>) => ok ? 200 : 503,
  },
  metrics: {
    ...at("GET", "/metrics", "daemon", "The daemon's state in the Prometheus text format"),
    input: nothing,
    answers: "text",
    isOpen: true,
    output: v.string(),
  },
  wake: {
    ...at("POST", "/v1/wake", "daemon", "Look at these tasks of Vikunja and at what changed"),
    wire: "result",
    input: v.object({
      ids: v.optional(v.pipe(v.array(positive), v.maxLength(1_000), v.readonly()), []),
      full: v.optional(v.boolean(), false),
    }),
    output: v.literal(true),
  },
  invite: {
    ...at("POST", "/v1/page", "daemon", "An address that lets one browser see the page, once"),
    wire: "url",
    input: nothing,
    output: v.string(),
  },
  sync: {
    ...at("POST", "/v1/sync", "either", "Sync: lines of progress, then the result or an error"),
    answers: "progress",
    wire: "result",
    input: syncOptions,
    output: syncSummary,
  },
  plan: {
    ...at("POST", "/v1/plan", "either", "What a sync would do by the configuration as it is now"),
    answers: "progress",
    wire: "result",
    input: syncOptions,
    output: syncPlan,
  },
  pick: {
    ...at("POST", "/v1/pick", "either", "Make one side's value of a conflict that of both"),
    wire: "result",
    input: v.object({ conflictId: v.string(), side }),
    output: v.literal(true),
  },
  picks: {
    ...at(
      "POST",
      "/v1/picks",
      "either",
      "The same of many conflicts; a side of null takes back what was picked",
    ),
    wire: "picks",
    input: v.object({ picks: v.pipe(v.array(pick), v.maxLength(10_000), v.readonly()) }),
    output: list(v.object({ ...pick.entries, error: v.nullable(v.string()) })),
  },
  retryNow: {
    ...at("POST", "/v1/retry/now", "either", "Try what waits or was given up; null: of all tasks"),
    wire: "result",
    input: v.object({ task: v.nullable(v.string()) }),
    output: v.number(),
  },
  retryDrop: {
    ...at("POST", "/v1/retry/drop", "either", "Drop what waits or was given up for this task"),
    wire: "result",
    input: v.object({ task: v.string() }),
    output: v.number(),
  },
  answerHeld: {
    ...at(
      "POST",
      "/v1/held",
      "either",
      "Let deletions that are held go on, or bring these tasks back; null: all that are held",
    ),
    wire: "held",
    input: v.object({
      answer: v.picklist(["let go", "bring back"]),
      tasks: v.nullable(v.pipe(v.array(v.string()), v.maxLength(100_000), v.readonly())),
    }),
    output: list(held),
  },
  inbox: {
    ...at(
      "POST",
      "/v1/inbox",
      "either",
      "What waits for a person: both values, the choices, and what each will do",
    ),
    input: inbox.inboxAsked,
    output: inbox.inboxPage,
  },
  actOnInbox: {
    ...at("POST", "/v1/inbox/act", "either", "Carry out a choice of each of many items"),
    wire: "outcomes",
    input: v.object({ acts: v.pipe(v.array(inbox.inboxAct), v.maxLength(10_000), v.readonly()) }),
    output: list(inbox.inboxOutcome),
  },
  claimTask: {
    ...at("POST", "/v1/claims", "either", "Claim a task"),
    input: claims.claimInput,
    output: v.variant("ok", [claims.granted, claims.refused]),
  },
  batchClaimTasks: {
    ...at("POST", "/v1/claims/batch", "either", "Claim several tasks, all or nothing"),
    input: claims.batchInput,
    output: claims.batchResult,
  },
  claimNextTask: {
    ...at(
      "POST",
      "/v1/claims/next",
      "either",
      "Claim the most urgent of the free tasks that can be begun",
    ),
    input: claims.nextInput,
    output: v.variant("ok", [claims.granted, claims.nothingFree]),
  },
  renewLease: {
    ...at(
      "POST",
      "/v1/claims/renew",
      "either",
      "Renew a lease by its token, also one that is over and nobody has replaced",
    ),
    input: claims.renewInput,
    output: v.variant("ok", [claims.granted, claims.refused]),
  },
  releaseTask: {
    ...at("POST", "/v1/claims/release", "either", "Release a task by its token; again is the same"),
    input: claims.releaseInput,
    output: v.variant("ok", [claims.released, claims.refused]),
  },
  cleanupExpiredLocks: {
    ...at("POST", "/v1/claims/reap", "either", "End every lease that is over"),
    wire: "reaped",
    input: nothing,
    output: list(claims.reaped),
  },
  edit: {
    ...at(
      "POST",
      "/v1/edit",
      "either",
      "Change a task on both sides; refused where the version or the token is stale",
    ),
    input: edits.taskEdit,
    output: edits.editResult,
  },
  add: {
    ...at("POST", "/v1/tasks", "either", "Make a task; of a UUID that is there nothing is made"),
    input: edits.newTask,
    output: edits.added,
  },
  takeBack: {
    ...at(
      "POST",
      "/v1/take-back",
      "either",
      "Undo or redo an operation, or have tasks again as they were: edits made now; isPlan tells them only",
    ),
    input: takeBack.takeBackAsked,
    output: takeBack.takenBack,
  },
  history: {
    ...at("POST", "/v1/history", "either", "What happened, an operation each, the newest first"),
    input: history.historyFilter,
    output: history.historyPage,
  },
  operation: {
    ...at("POST", "/v1/history/operation", "either", "One operation; `most`: parts of a run"),
    input: v.object({ position: positive, most: v.optional(v.nullable(positive), null) }),
    output: history.operation,
  },
  diff: {
    ...at("POST", "/v1/history/diff", "either", "What differs between two points in time"),
    input: v.object({
      task: v.optional(v.nullable(task), null),
      at: history.point,
      to: v.optional(v.nullable(history.point), null),
    }),
    output: history.historyDiff,
  },
  taskAt: {
    ...at("POST", "/v1/history/task", "either", "A task as it was at some time"),
    input: v.object({ task, at: history.point }),
    output: toldTask,
  },
  tasksAt: {
    ...at("POST", "/v1/history/tasks", "either", "All tasks as they were at some time"),
    wire: "tasks",
    input: v.object({ at: history.point }),
    output: list(toldTask),
  },
} as const;

type Table = typeof table;

export type OperationName = keyof Table;
/** Those that this process does itself where no daemon runs. */
export type EitherName = {
  [Name in OperationName]: Table[Name]["by"] extends "either" ? Name : never;
}[OperationName];

type Signatures = {
  readonly [Name in OperationName]: {
    readonly input: v.InferOutput<Table[Name]["input"]>;
    readonly output: v.InferOutput<Table[Name]["output"]>;
  };
};
export type Input<Name extends OperationName> = Signatures[Name]["input"];
export type Output<Name extends OperationName> = Signatures[Name]["output"];

export const operations: {
  readonly [Name in OperationName]: Entry<Input<Name>, Output<Name>>;
} = table;

export const operationNames: readonly OperationName[] = keysOf(table);

function keysOf<T extends object>(of: T): readonly (keyof T)[] {
  const keys: (keyof T)[] = [];
  for (const key in of) keys.push(key);
  return keys;
}

/** How something is asked for. */
export interface Asking {
  readonly signal: AbortSignal;
  readonly progress: (p: Progress) => void;
}

/** What carries them out. */
export type Operations<Names extends OperationName = OperationName> = {
  readonly [Name in Names]: (input: Input<Name>, asking: Asking) => Promise<Output<Name>>;
};

export type Ask<Names extends OperationName = OperationName> = <Name extends Names>(
  name: Name,
  input: Input<Name>,
  asking: Asking,
) => Promise<Output<Name>>;
