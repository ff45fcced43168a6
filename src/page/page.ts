import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import { actOnWaiting, endClaim } from "@/page/acts.ts";
import { askFor } from "@/page/asked.ts";
import { assets } from "@/page/assets.ts";
import { createFlashes } from "@/page/flashes.ts";
import { letIn, logIn, ownCallers, safeHeaders } from "@/page/guard.ts";
import type { Html } from "@/page/html.ts";
import { type PlaceName, sheetPage } from "@/page/layout.ts";
import { createLive } from "@/page/live.ts";
import { shown } from "@/page/shown.ts";
import { claimsView } from "@/page/views/claims.ts";
import { healthView } from "@/page/views/health.ts";
import { waitingView } from "@/page/views/waiting.ts";
import type { AnswerPage, BehindPage } from "@/ports/page.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface PageDeps extends BehindPage {
  readonly runtime: Pick<Runtime, "now" | "after" | "uuid">;
}

/** Everything that a browser can ask for. What changes something is a POST that is answered with where to go on. */
export function createPage(deps: PageDeps): AnswerPage {
  const { folder, runtime } = deps;
  const live = createLive(deps);
  const flashes = createFlashes(runtime.uuid);
  const root = new Hono();
  root.use(safeHeaders, ownCallers(deps));
  for (const { path, type, text } of assets) {
    root.get(
      path,
      (context) =>
        context.body(text, 200, {
          "content-type": type,
          "cache-control": "max-age=31536000, immutable",
        }),
    );
  }
  root.get("/login", (context) => logIn(deps, context));
  const app = new Hono();
  app.use("/*", letIn(deps));
  app.get("/events", (context) => {
    const seen = context.req.header("last-event-id") ?? context.req.query("seen") ?? "";
    return live.stream(seen, context.req.raw.signal);
  });

  async function show(
    context: Context,
    place: PlaceName | null,
    title: string,
    content: Html,
  ): Promise<Response> {
    const { pathname, search } = new URL(context.req.url);
    const here = pathname.slice(folder.length + 2) + search;
    const status = await askFor(deps, context, "status", {});
    const counts = { waiting: status.pending.length };
    const said = flashes.of(context.req.query("said") ?? "");
    return context.html(
      sheetPage({ folder, place, title, here, mark: live.mark(), counts, said, content }),
    );
  }

  app.get("/", (context) => context.redirect(`/${folder}/waiting`));
  app.get("/waiting", async (context) => {
    const status = await askFor(deps, context, "status", {});
    return await show(context, "waiting", "Waiting", waitingView(status, runtime.now()));
  });
  app.post("/waiting", async (context) => {
    const form = await context.req.formData();
    const said = await actOnWaiting(deps, context, form);
    return context.redirect(`/${folder}/waiting?said=${flashes.keep(said)}`, 303);
  });
  app.post("/claims", async (context) => {
    const form = await context.req.formData();
    const said = await endClaim(deps, context, form);
    return context.redirect(`/${folder}/claims?said=${flashes.keep(said)}`, 303);
  });
  app.get("/claims", async (context) => {
    const rows = await askFor(deps, context, "listClaims", {});
    return await show(context, "claims", "Claims", claimsView(rows, runtime.now()));
  });
  app.get("/health", async (context) => {
    const status = await askFor(deps, context, "status", {});
    return await show(context, "health", "Health", healthView(status, runtime.now()));
  });
  app.all("/*", () => {
    throw new SyncError("NOT_FOUND", "There is no such page");
  });
  app.onError((thrown, context) => {
    const error = asSyncError(thrown);
    context.status(statusOf(error));
    const { message, hint } = error;
    const content = html`
      <h1>${shown(message)}</h1>
      <p>${shown(hint ?? "")}</p>
    `;
    return show(context, null, "Not done", content);
  });
  root.route(`/${folder}`, app);
  root.onError((_, context) => context.text("Cannot answer that\n", 500));
  return async (request) => await root.fetch(request);
}

function statusOf({ code, retryable }: SyncError): 400 | 404 | 500 | 503 {
  if (code === "NOT_FOUND") return 404;
  if (code === "USAGE") return 400;
  return retryable ? 503 : 500;
}
