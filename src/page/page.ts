import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import { type Outcome, unknownAct } from "@/page/acts/form.ts";
import { actOnInbox } from "@/page/acts/inbox.ts";
import { restore } from "@/page/acts/restore.ts";
import { undo } from "@/page/acts/undo.ts";
import { actOnWaiting, endClaim } from "@/page/acts/waiting.ts";
import { askFor } from "@/page/asked.ts";
import { assets } from "@/page/assets.ts";
import { createFlashes } from "@/page/flashes.ts";
import { letIn, logIn, ownCallers, safeHeaders, signOut } from "@/page/guard.ts";
import type { Html } from "@/page/html.ts";
import { type PlaceName, sheetPage } from "@/page/layout.ts";
import { createLive } from "@/page/live.ts";
import { places } from "@/page/places.ts";
import { shown } from "@/page/shown.ts";
import type { AnswerPage, BehindPage } from "@/ports/page.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface PageDeps extends BehindPage {
  readonly runtime: Pick<Runtime, "now" | "after" | "uuid">;
}

interface Shown {
  readonly name: PlaceName | null;
  readonly title: string;
  readonly content: Html;
  readonly mark: string;
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
        zipped(context, text, {
          "content-type": type,
          "cache-control": "max-age=31536000, immutable",
        }),
    );
  }
  root.get("/login", (context) => logIn(deps, context));
  const app = new Hono();
  app.use("/*", letIn(deps));
  app.get("/events", (context) => live.stream(context.req.raw.signal));

  async function show(
    context: Context,
    { name: place, title, content, mark }: Shown,
  ): Promise<Response> {
    const { pathname, searchParams } = new URL(context.req.url);
    const said = flashes.of(searchParams.get("said") ?? "");
    searchParams.delete("said");
    const query = searchParams.toString();
    const here = pathname.slice(folder.length + 2) + (query === "" ? "" : `?${query}`);
    const { inbox, onTheWay } = await askFor(deps, context, "overview", {});
    const counts = { inbox, waiting: onTheWay };
    return context.html(
      sheetPage({ folder, place, title, here, mark, counts, said, content }),
    );
  }

  /** Answers a form: what came of it is told by the page that it goes on to. */
  function act(
    path: PlaceName | "undo" | "restore",
    does: (deps: PageDeps, context: Context, form: FormData, now: Date) => Promise<Outcome>,
  ): void {
    app.post(`/${path}`, async (context) => {
      const form = await context.req.formData().catch(noForm);
      const { goOn = path, ...said } = await does(deps, context, form, runtime.now());
      return context.redirect(`/${folder}/${goOn}?said=${flashes.keep(said)}`, 303);
    });
  }

  for (const { path, name, show: look, isStill = false } of places) {
    app.get(path, async (context) => {
      if (isStill && isReadAgain(context)) return context.body(null, 204);
      // What comes while it is read is told to it at once.
      const mark = live.mark();
      const { title, content } = await look(deps, context, runtime.now());
      return await show(context, { name, title, content, mark });
    });
  }
  app.post("/out", (context) => signOut(deps, context));
  act("inbox", actOnInbox);
  act("waiting", actOnWaiting);
  act("claims", endClaim);
  act("undo", undo);
  act("restore", restore);
  app.all("/*", () => {
    throw new SyncError("NOT_FOUND", "There is no such page");
  });
  app.onError(async (thrown, context) => {
    const error = asSyncError(thrown);
    context.status(statusOf(error));
    const { message, hint } = error;
    const content = html`
      <h1>${shown(message)}</h1>
      <p>${shown(hint ?? "")}</p>
    `;
    try {
      return await show(context, { name: null, title: "Not done", content, mark: live.mark() });
    } catch {
      // What stands around it cannot be had either.
      return context.text(`${shown(message)}\n`);
    }
  });
  root.route(`/${folder}`, app);
  root.onError((_, context) => context.text("Cannot answer that\n", 500));
  return async (request) => await root.fetch(request);
}

/** By a page that is open, since something has happened. */
function isReadAgain(context: Context): boolean {
  return context.req.header("hx-source") === "main#main";
}

/** @throws {SyncError} `USAGE` */
function noForm(): never {
  throw unknownAct();
}

/** Only what is the same for everybody: of what is secret in a page, its length must not tell. */
function zipped(context: Context, text: string, headers: Record<string, string>): Response {
  if (!/\bgzip\b/.test(context.req.header("accept-encoding") ?? "")) {
    return context.body(text, 200, headers);
  }
  const body = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return context.body(body, 200, { ...headers, "content-encoding": "gzip" });
}

function statusOf({ code, retryable }: SyncError): 400 | 404 | 500 | 503 {
  if (code === "NOT_FOUND") return 404;
  if (code === "USAGE") return 400;
  return retryable ? 503 : 500;
}
