import { parseBaseUrl } from "@/config/base_url.ts";
import { SyncError } from "@/domain/errors.ts";
import type { AccountCheck, AdoptReport, FilesReport, Setup } from "@/ports/setup.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand, type Opened } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { counted } from "@/cli/words.ts";
import { filesLines } from "@/cli/commands/setup_text.ts";

const options = {
  server: { type: "text", value: "URL", summary: "Address of Vikunja, without /api" },
  "token-file": { type: "text", value: "FILE", summary: "File with the API token alone" },
  project: { type: "text", value: "P", summary: "Project for tasks without one (Inbox)" },
  listen: { type: "text", value: "HOST:PORT", summary: "Take Vikunja's webhooks here" },
  adopt: { type: "flag", summary: "Link what an earlier syncer left: FILE, and vikunja_id notes" },
  yes: { type: "flag", short: "y", summary: "Ask nothing; yes to every offer" },
} as const;

interface InitOptions {
  readonly server: string | null;
  readonly "token-file": string | null;
  readonly project: string | null;
  readonly listen: string | null;
  readonly yes: boolean;
}

export const initCommand = defineCommand({
  summary: "Set up: server, token, configuration, and what makes changes arrive at once",
  usage: "[--adopt [FILE]]",
  maxPositionals: 1,
  options,
  details: [
    "Asks for what is not given; the token also comes from VIKUNJA_TOKEN or VIKUNJA_TOKEN_FILE.",
    "Tries every permission that is needed before it writes anything. Run again, it changes nothing.",
    "FILE has pairs of UUID and Vikunja id: JSON, CSV or TSV.",
  ],
  async run({ options, positionals: [file = null] }, context) {
    if (file !== null && !options.adopt) {
      throw usageError(`there is no place for "${file}"`, "init");
    }
    const { account, report } = await configure(options, context);
    await using opened = await context.open({ needsServer: true, yes: options.yes });
    const setup = await opened.deps.setup();
    const adopted = options.adopt ? await setup.adopt(file, context.signal) : null;
    const done = await setup.offer(context.signal);
    const { written, unchanged } = report;
    const result = { server: account, written, unchanged, done, adopted };
    const { output } = context;
    const lines = () => [...filesLines(report), ...adoptedLines(adopted), ...done];
    output.result(result, () => lines().map(output.asTyped));
    return adopted !== null && adopted.leftOut.length > 0 ? ExitCode.conflict : ExitCode.ok;
  },
});

interface Configured {
  readonly account: AccountCheck;
  readonly report: FilesReport;
}

/** Nothing is written before server and token have been tried. */
async function configure(given: InitOptions, context: Context): Promise<Configured> {
  const { server, project, listen } = given;
  await using opened = await context.open({
    needsServer: false,
    mayLackFile: true,
    yes: given.yes,
    flags: {
      ...(server === null ? {} : { url: server }),
      ...(project === null ? {} : { default_project: project }),
      ...(listen === null ? {} : { listen }),
    },
  });
  const setup = await opened.deps.setup();
  const url = await addressFor(opened, given, context);
  const token = await tokenFor(opened, given, { setup, url, context });
  const account = await setup.check(url, token.value, context.signal);
  report(account, url, context);
  const answers = {
    url,
    token: token.isNew ? token.value : null,
    tokenFile: token.file,
    project: project ?? await askProject(opened, account, given, context),
    listen: listen ?? defaultListen(opened, url, given),
  };
  return { account, report: await setup.write(answers) };
}

async function addressFor(
  { config }: Opened,
  given: InitOptions,
  { askText }: Context,
): Promise<string> {
  if (config.server !== null) return config.server.url;
  const answer = given.yes ? null : await askText("Address of Vikunja:", "shown");
  if (answer === null) throw usageError("--server is missing, and nobody is there to ask", "init");
  const parsed = parseBaseUrl(answer);
  if (parsed.kind === "url") return parsed.url;
  throw usageError(`${answer} ${parsed.what}; it looks like https://vikunja.example.org`, "init");
}

interface FoundToken {
  readonly value: string;
  /** Whether it may have to be written down. */
  readonly isNew: boolean;
  readonly file: string | null;
}

async function tokenFor(
  { config }: Opened,
  given: InitOptions,
  { setup, url, context }: {
    readonly setup: Setup;
    readonly url: string;
    readonly context: Context;
  },
): Promise<FoundToken> {
  const { readToken, askText, output } = context;
  const named = given["token-file"];
  if (named !== null) return { value: await readToken(named), isNew: false, file: named };
  const known = await config.server?.token().catch((thrown: unknown) => {
    if (thrown instanceof SyncError && thrown.code === "CONFIG") return null;
    throw thrown;
  }) ?? null;
  if (known !== null) return { value: known.reveal(), isNew: true, file: config.tokenFile };
  const needed = await setup.needed(url, context.signal);
  output.note("Make an API token in Vikunja under Settings, API tokens. It must allow:");
  for (const group of needed.split("; ")) output.note(`  ${group}`);
  const answer = given.yes ? null : await askText("API token:", "hidden");
  if (answer === null) {
    throw new SyncError("CONFIG", "Cannot set up: there is no token, and nobody is there to ask", {
      hint: "Put it in a file and name that with --token-file, or set VIKUNJA_TOKEN.",
    });
  }
  return { value: answer, isNew: true, file: null };
}

/** @throws {SyncError} `AUTH`: sync would not get far with what the token lacks. */
function report(account: AccountCheck, url: string, { output }: Context): void {
  output.note(`Vikunja ${account.version} at ${url}`);
  if (account.missing !== "") {
    throw new SyncError(
      "AUTH",
      `Cannot use the token: it lacks the permission ${account.missing}`,
      {
        hint:
          "Make a new token in Vikunja under Settings, API tokens, that allows these as well. " +
          "Nothing was written.",
      },
    );
  }
  output.note("the token has every permission that sync needs");
  if (account.missingForClaims !== "") {
    output.warn(`to show claims it lacks ${account.missingForClaims}; all else works without`);
  }
  if (account.missingForWebhooks === "") return;
  output.warn(`to set up webhooks it lacks ${account.missingForWebhooks}; the poll works without`);
}

async function askProject(
  { config }: Opened,
  { projects }: AccountCheck,
  given: InitOptions,
  { askText }: Context,
): Promise<string | null> {
  if (given.yes || config.defaultProject !== null) return null;
  const some = projects.slice(0, 8).join(", ");
  const answer = await askText(`Project for tasks without one (${some}) [Inbox]:`, "shown");
  return answer === null || answer === "" || answer === "Inbox" ? null : answer;
}

/** A server on this machine reaches us without anybody opening anything. */
function defaultListen({ config }: Opened, url: string, given: InitOptions): string | null {
  if (config.listen !== null || !given.yes) return null;
  return /^(127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname) ? "127.0.0.1:8765" : null;
}

function adoptedLines(adopted: AdoptReport | null): readonly string[] {
  if (adopted === null) return [];
  const { linked, before, leftOut } = adopted;
  return [
    `adopted ${counted(linked, "pair")}${before === 0 ? "" : `; ${before} were linked before`}`,
    ...leftOut.map(({ pair, reason }) => `left out ${pair}: ${reason}`),
  ];
}
