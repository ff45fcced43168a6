import { parseBaseUrl } from "@/config/base_url.ts";
import { nearest } from "@/config/nearest.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { AccountCheck, Setup, TokenNeeds } from "@/ports/setup.ts";
import { askOnce, askYesNo } from "@/cli/commands/ask.ts";
import type { Context } from "@/cli/command.ts";
import { listProjects } from "@/cli/commands/init_selection.ts";

/** One that answers as Vikunja does, tried at once; asked again until it is. */
export async function askAddress(
  setup: Setup,
  context: Context,
): Promise<{ readonly url: string; readonly needs: TokenNeeds }> {
  const { askText, output, signal } = context;
  for (;;) {
    const answer = await askOnce("Address of Vikunja:", "shown", askText);
    const tried = completed(answer);
    if (answer === "") continue;
    if (typeof tried === "string") {
      output.note(`that ${tried}; it looks like tasks.example.org`);
      continue;
    }
    for (const url of tried) {
      const found = await setup.needed(url, signal).catch((thrown) => refusal(thrown, signal));
      if ("page" in found) {
        output.note(`Vikunja ${found.version} at ${url}`);
        return { url, needs: found };
      }
      output.note(`${url}: ${found.message}`);
    }
  }
}

/**
 * A name alone is https, and http only where nobody in between could listen; of the address of a page the server is
 * tried as well. A text: what is wrong with it.
 */
function completed(answer: string): readonly string[] | string {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(answer);
  const isLocal = /^(localhost|127\.|\[::1\])/i.test(answer);
  const texts = hasScheme
    ? [answer]
    : isLocal
    ? [`http://${answer}`, `https://${answer}`]
    : [`https://${answer}`];
  const parsed = texts.map(parseBaseUrl);
  const [first] = parsed;
  if (first?.kind === "wrong") return first.what;
  const urls = parsed.flatMap((each) => each.kind === "url" ? [each.url] : []);
  return [...new Set(urls.flatMap((url) => [url, new URL(url).origin]))];
}

/** Says where it is made and what it must allow, and tries it at once; asked again until it will do. */
export async function askToken(
  setup: Setup,
  { url, needs }: { readonly url: string; readonly needs: TokenNeeds },
  context: Context,
): Promise<{ readonly token: string; readonly account: AccountCheck }> {
  const { askText, output, signal } = context;
  const isShown = await setup.show(needs.page);
  output.note(
    `Make an API token on this page${isShown ? ", which your browser shows" : ""}; ` +
      "what it needs is ticked there already:",
  );
  output.note(`  ${needs.page}`);
  output.note("needed:");
  for (const group of needs.needed.split("; ")) output.note(`  ${group}`);
  for (const { permissions, for: what } of needs.optional) {
    output.note(`optional, so that ${what}:`);
    for (const group of permissions.split("; ")) output.note(`  ${group}`);
  }
  for (;;) {
    const token = await askOnce("API token:", "hidden", askText);
    if (token === "") continue;
    const account = await setup.check(url, token, signal).catch((thrown) =>
      refusal(thrown, signal)
    );
    if ("projects" in account && account.missing === "") {
      output.note("the token has every permission that sync needs");
      return { token, account };
    }
    output.note(
      "projects" in account
        ? `it lacks ${account.missing}: make another one on that page`
        : account.message,
    );
  }
}

/** What another answer may mend; all else ends it. */
function refusal(thrown: unknown, signal: AbortSignal): SyncError {
  signal.throwIfAborted();
  const error = asSyncError(thrown);
  const again = ["AUTH", "SERVER_UNAVAILABLE", "SERVER_ANSWER", "SERVER_TOO_OLD", "SERVER_REFUSED"];
  if (!again.includes(error.code)) throw error;
  return error;
}

/** One of the list, by its number or name; `null`: the Inbox. One that is not there is made only when that is said. */
export async function askProject(
  { projects }: AccountCheck,
  context: Context,
): Promise<string | null> {
  const { askText, output } = context;
  output.note("Where do tasks of Taskwarrior without a project go?");
  listProjects(projects, context);
  for (;;) {
    const answer = await askOnce("Project, by number or name [Inbox]:", "shown", askText);
    if (answer === "" || answer === "Inbox") return null;
    const named = /^\d+$/.test(answer) ? projects[Number(answer) - 1] : undefined;
    if (/^\d+$/.test(answer) && named === undefined && !projects.includes(answer)) {
      output.note(`there are ${projects.length}`);
      continue;
    }
    const folded = projects.filter((name) => name.toLowerCase() === answer.toLowerCase());
    const found = named ?? projects.find((name) => name === answer) ??
      (folded.length === 1 ? folded[0] : undefined);
    if (found !== undefined) return found === "Inbox" ? null : found;
    const meant = nearest(answer, projects);
    const hint = meant === null ? "" : ` (did you mean ${meant}?)`;
    if (await askYesNo(`There is no project ${answer}${hint}. Make it?`, false, askText)) {
      return answer;
    }
  }
}
