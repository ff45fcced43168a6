import { asSyncError } from "@/domain/errors.ts";
import type { Route, RouteAnswer } from "@/adapters/http/routes.ts";
import type { Invitation, SignUp } from "@/ports/sign_up.ts";

/** A token and no more. */
const maxBytes = 8_192;

/** Where somebody who was invited gives a token, once: `GET` and `POST /signup/CODE`. */
export function signUpRoutes(signUp: SignUp): readonly Route[] {
  const usual = { path: "/signup/:code", isPublic: true, maxBytes } as const;
  return [
    {
      ...usual,
      method: "GET",
      async handle({ params: { code = "" }, signal }) {
        const invitation = await signUp.look(code);
        if (invitation === null) return notInvited();
        return form(200, invitation, await pageOf(signUp, invitation, signal), null);
      },
    },
    {
      ...usual,
      method: "POST",
      async handle({ params: { code = "" }, body, signal }) {
        const invitation = await signUp.look(code);
        if (invitation === null) return notInvited();
        const token = new URLSearchParams(new TextDecoder().decode(body)).get("token") ?? "";
        try {
          const { list, taskrc } = await signUp.accept(code, token, signal);
          return page(200, [
            `<p>Your list <b>${
              shown(list)
            }</b> is served from now on. Put these lines into your taskrc`,
            "(<code>~/.taskrc</code> or <code>~/.config/task/taskrc</code>); they are shown this once:</p>",
            `<pre>${shown(taskrc.join("\n"))}</pre>`,
            "<p>Then run <code>task sync</code>. The last line is the key to your tasks: keep it.</p>",
            `<p>To end it, delete the token in Vikunja (${shown(invitation.server)}).</p>`,
          ]);
        } catch (thrown) {
          const { code: why, message, hint } = asSyncError(thrown);
          if (why === "NOT_FOUND") return notInvited();
          const said = `${message}${hint === null ? "" : `. ${hint}`}`;
          const link = await pageOf(signUp, invitation, signal);
          return form(why === "AUTH" ? 403 : 503, invitation, link, said);
        }
      },
    },
  ];
}

/** Vikunja's own page; where that cannot be asked now, the one that it usually is. */
async function pageOf(
  signUp: SignUp,
  invitation: Invitation,
  signal: AbortSignal,
): Promise<string | null> {
  return await signUp.tokenPage(invitation, signal).catch(() => null);
}

function form(
  status: number,
  { server }: Invitation,
  tokenPage: string | null,
  wrong: string | null,
): RouteAnswer {
  const link = tokenPage ?? `${server}/user/settings/api-tokens`;
  return page(status, [
    ...wrong === null ? [] : [`<p role="alert"><b>${shown(wrong)}</b></p>`],
    `<p>Your tasks in Vikunja at ${shown(server)} and in your Taskwarrior will be the same.</p>`,
    `<ol><li><a href="${shown(link)}" rel="noreferrer" target="_blank">Make a token in Vikunja</a>`,
    "(what it has to allow is ticked already), and copy it.</li>",
    '<li><form method="post"><label>Put it here: <input name="token" type="password" required',
    'autocomplete="off" size="50"></label> <button>Join</button></form></li></ol>',
  ]);
}

function notInvited(): RouteAnswer {
  return page(403, ["<p>The invitation was used, or is too old. Ask for another one.</p>"]);
}

function page(status: number, body: readonly string[]): RouteAnswer {
  const lines = [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>vikunja-sync</title>',
    '<meta name="viewport" content="width=device-width"><h1>vikunja-sync</h1>',
    ...body,
    "</html>",
  ];
  return {
    kind: "text",
    status,
    type: "text/html; charset=utf-8",
    body: lines.join("\n") + "\n",
    headers: {
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  };
}

function shown(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
