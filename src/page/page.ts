import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { Outcome } from "@/page/acts/form.ts";
import { actOnInbox } from "@/page/acts/inbox.ts";
import { actOnWaiting, endClaim } from "@/page/acts/waiting.ts";
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
import { askedBy, inboxView } from "@/page/views/inbox.ts";
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
    const counts = { inbox: await inboxCount(deps, context), waiting: status.pending.length };
    const said = flashes.of(context.req.query("said") ?? "");
    return context.html(
      sheetPage({ folder, place, title, here, mark: live.mark(), counts, said, content }),
    );
  }

  /** Answers a form: what came of it is told by the page that it goes on to. */
  function act(
    path: PlaceName,
    does: (deps: PageDeps, context: Context, form: FormData) => Promise<Outcome>,
  ): void {
    app.post(`/${path}`, async (context) => {
      const form = await context.req.formData();
      const said = flashes.keep(await does(deps, context, form));
      return context.redirect(`/${folder}/${path}?said=${said}`, 303);
    });
  }

  app.get("/inbox", async (context) => {
    const asked = askedBy(new URL(context.req.url).searchParams);
    const page = await askFor(deps, context, "inbox", asked);
    return await show(context, "inbox", "Inbox", inboxView(page, asked, runtime.now()));
  });
  act("inbox", actOnInbox);
  app.get("/waiting", async (context) => {
    const status = await askFor(deps, context, "status", {});
    return await show(context, "waiting", "Waiting", waitingView(status, runtime.now()));
  });
  act("waiting", actOnWaiting);
  app.get("/claims", async (context) => {
    const rows = await askFor(deps, context, "listClaims", {});
    return await show(context, "claims", "Claims", claimsView(rows, runtime.now()));
  });
  act("claims", endClaim);
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

async function inboxCount(deps: PageDeps, context: Context): Promise<number> {
  const asked = { ...askedBy(new URLSearchParams()), foresees: false, limit: 0 };
  return (await askFor(deps, context, "inbox", asked)).total;
}
