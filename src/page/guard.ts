import type { Context, MiddlewareHandler } from "hono";
import { html } from "hono/html";
import type { BehindPage } from "@/ports/page.ts";

type Guarded = Pick<BehindPage, "folder" | "access" | "isOwnHost">;

/** Scripts, styles and requests of this page's own, and nothing else; nobody shows it in a frame. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'self'",
  "frame-ancestors 'none'",
].join("; ");

const headers: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  // Not `no-referrer`: with that, forms say of themselves that they come from nowhere.
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** Browsers have no cookie of that name from another program on this machine. */
const cookieName = "vikunja_sync_page";

/** Of every answer, also of those that refuse. */
export const safeHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const name in headers) {
    if (!context.res.headers.has(name)) context.res.headers.set(name, headers[name] ?? "");
  }
};

/** A stranger's name that was made to point here is refused, and so is what a stranger's page sends. */
export function ownCallers({ isOwnHost }: Guarded): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header("host") ?? "";
    if (!isOwnHost(host)) {
      return context.text("Ask by the address that `vikunja-sync ui --url` prints.\n", 421);
    }
    if (context.req.method !== "GET" && !isFromHere(context, host)) {
      return context.text("This came from another page: nothing was done.\n", 403);
    }
    return await next();
  };
}

/** Browsers say both of what they send by POST; other programs cannot have the cookie that goes with it. */
function isFromHere(context: Context, host: string): boolean {
  const site = context.req.header("sec-fetch-site") ?? "same-origin";
  return site === "same-origin" && context.req.header("origin") === `http://${host}`;
}

/** Under the folder of the page, only browsers that were let in. */
export function letIn({ access }: Guarded): MiddlewareHandler {
  return async (context, next) => {
    const shown = cookiesOf(context.req.header("cookie") ?? "");
    if (!shown.some(access.knows)) return context.html(strangerPage("You are not let in"), 403);
    return await next();
  };
}

/** The browser that asks is not let in any more. */
export function signOut(
  { folder, access }: Guarded,
  context: Context,
): Response | Promise<Response> {
  for (const shown of cookiesOf(context.req.header("cookie") ?? "")) access.shutOut(shown);
  context.header(
    "set-cookie",
    `${cookieName}=; Path=/${folder}/; HttpOnly; SameSite=Strict; Max-Age=0`,
  );
  return context.html(strangerPage("This browser is signed out"));
}

/** One of that name may have been planted beside ours. */
function cookiesOf(header: string): readonly string[] {
  return header.split(/;\s*/).filter((each) => each.startsWith(`${cookieName}=`))
    .map((each) => each.slice(cookieName.length + 1));
}

/**
 * The one address that is asked for from outside, by who started the browser: its answer goes on from here, or a cookie
 * for this site alone would not be sent.
 */
export function logIn({ folder, access }: Guarded, context: Context): Response | Promise<Response> {
  const shown = access.admit(context.req.query("t") ?? "");
  if (shown === null) {
    return context.html(strangerPage("This link lets nobody in any more"), 403);
  }
  context.header(
    "set-cookie",
    `${cookieName}=${shown}; Path=/${folder}/; HttpOnly; SameSite=Strict; Max-Age=2592000`,
  );
  const place = `/${folder}/inbox`;
  return context.html(html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <title>vikunja-sync</title>
        <meta http-equiv="refresh" content="0; url=${place}">
      </head>
      <body><a href="${place}">Go on</a></body>
    </html>
  `);
}

function strangerPage(title: string) {
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <title>vikunja-sync</title>
        <meta name="viewport" content="width=device-width">
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>Each link works once and for two minutes. If it was used already, the browser that used it is shut out as well, in
    case that was not you.</p>
          <p>For a new one: <code>vikunja-sync ui</code></p>
        </main>
      </body>
    </html>
  `;
}
