import type { Context } from "hono";
import { html } from "hono/html";
import { SyncError } from "@/domain/errors.ts";
import { operationId } from "@/domain/operation.ts";
import { choiceOf } from "@/page/acts/inbox.ts";
import { restoreIn } from "@/page/acts/restore.ts";
import { targetIn } from "@/page/acts/undo.ts";
import { type Asked, askFor } from "@/page/asked.ts";
import type { Html } from "@/page/html.ts";
import type { PlaceName } from "@/page/layout.ts";
import { allView, historyAskedBy } from "@/page/views/all.ts";
import { claimsView } from "@/page/views/claims.ts";
import { healthView } from "@/page/views/health.ts";
import { askedBy, inboxView } from "@/page/views/inbox.ts";
import { manyView } from "@/page/views/many.ts";
import { operationStep } from "@/page/views/operation.ts";
import { restoreStart, restoreView } from "@/page/views/restore.ts";
import { taskView } from "@/page/views/task.ts";
import { undoView } from "@/page/views/undo.ts";
import { waitingView } from "@/page/views/waiting.ts";
import type { Input, OperationName, Output } from "@/ports/operations_table.ts";

/** One address, and what it shows. */
interface Place {
  readonly path: string;
  /** Which part of the menu it belongs to. */
  readonly name: PlaceName | null;
  readonly show: (
    deps: Asked,
    context: Context,
    now: Date,
  ) => Promise<{ readonly title: string; readonly content: Html }>;
  /** An open page does not read it again by itself, whatever happens. */
  readonly isStill?: true;
}

/** Nobody reads more of a plan, or of what was done. */
const mostPlanned = 100;

export const places: readonly Place[] = [
  placeOf({
    path: "/inbox",
    name: "inbox",
    title: "Inbox",
    operation: "inbox",
    asked: askedBy,
    view: inboxView,
  }),
  {
    path: "/many",
    name: "inbox",
    async show(deps, context, now) {
      const query = queryOf(context);
      const choice = choiceOf(query.get("choice") ?? "");
      const asked = { ...askedBy(query), choice, limit: mostPlanned };
      const page = await askFor(deps, context, "inbox", asked);
      return { title: "Many at once", content: manyView(page, asked, choice, now) };
    },
  },
  placeOf({
    path: "/all",
    name: "all",
    title: "History",
    operation: "history",
    asked: historyAskedBy,
    view: allView,
  }),
  {
    path: "/op/:position",
    name: "all",
    async show(deps, context, now) {
      const position = Number(context.req.param("position"));
      if (!Number.isSafeInteger(position) || position < 1) {
        throw new SyncError("NOT_FOUND", "There is no such operation");
      }
      const operation = await askFor(deps, context, "operation", {
        position,
        most: mostPlanned,
      });
      const title = operationId(position);
      const content = html`
        <h1>${title}</h1>
        <ol class="steps">${operationStep(operation, now)}</ol>
      `;
      return { title, content };
    },
  },
  placeOf({
    path: "/undo",
    name: "all",
    title: "Undo",
    operation: "takeBack",
    asked(query) {
      const target = targetIn(query.get("op") ?? "", query.get("kind") === "redo");
      return { target, isPlan: true, looks: false, asOf: null };
    },
    view: (plan, _, now) => undoView(plan, now),
  }),
  {
    path: "/restore",
    name: "all",
    // A plan over all tasks takes its time, and what somebody types is not to go.
    isStill: true,
    async show(deps, context, now) {
      const target = restoreIn(queryOf(context));
      if (target === null) return { title: "Restore", content: restoreStart() };
      const asked = { target, isPlan: true, looks: false, asOf: null };
      const plan = await askFor(deps, context, "takeBack", asked);
      return { title: "Restore", content: restoreView(target, plan, now) };
    },
  },
  { path: "/task/:task", name: "all", show: showTask },
  placeOf({
    path: "/waiting",
    name: "waiting",
    title: "Waiting",
    operation: "status",
    asked: () => ({}),
    view: (status, _, now) => waitingView(status, now),
  }),
  placeOf({
    path: "/claims",
    name: "claims",
    title: "Claims",
    operation: "listClaims",
    asked: () => ({}),
    view: (rows, _, now) => claimsView(rows, now),
  }),
  {
    path: "/health",
    name: "health",
    async show(deps, context, now) {
      const status = await askFor(deps, context, "status", {});
      const vitals = await askFor(deps, context, "vitals", {});
      return { title: "Health", content: healthView(status, vitals, now) };
    },
  },
];

/** The picture of what one operation tells. */
function placeOf<Name extends OperationName>(
  { title, operation, asked, view, ...place }: Pick<Place, "path" | "name"> & {
    readonly title: string;
    readonly operation: Name;
    readonly asked: (query: URLSearchParams) => Input<Name>;
    readonly view: (told: Output<Name>, asked: Input<Name>, now: Date) => Html;
  },
): Place {
  return {
    ...place,
    async show(deps, context, now) {
      const input = asked(queryOf(context));
      const told = await askFor(deps, context, operation, input);
      return { title, content: view(told, input, now) };
    },
  };
}

async function showTask(deps: Asked, context: Context, now: Date) {
  const task = context.req.param("task") ?? "";
  const asked = { ...historyAskedBy(queryOf(context)), task };
  const history = await askFor(deps, context, "history", asked);
  const named = history.task ?? { task, title: "" };
  const told = await askFor(deps, context, "taskAt", { task, at: "now" }).catch(nowhere);
  const { server } = await askFor(deps, context, "overview", {});
  return { title: named.title, content: taskView({ named, told, history, server }, now) };
}

/** It is on neither side. */
function nowhere(thrown: unknown): null {
  if (thrown instanceof SyncError && thrown.code === "NOT_FOUND") return null;
  throw thrown;
}

function queryOf(context: Context): URLSearchParams {
  return new URL(context.req.url).searchParams;
}
