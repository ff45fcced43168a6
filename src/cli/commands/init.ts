import { SyncError } from "@/domain/errors.ts";
import { durationForm, parseDuration } from "@/config/duration.ts";
import { checkSetting } from "@/config/settings.ts";
import type {
  AccountCheck,
  AdoptReport,
  ChosenSelection,
  FilesReport,
  Setup,
} from "@/ports/setup.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand, type Opened } from "@/cli/command.ts";
import { ExitCode, exitCodeOfSync } from "@/cli/exit_code.ts";
import { counted } from "@/words/words.ts";
import { converse, isOfThisMachine } from "@/cli/commands/init_conversation.ts";
import { selectionOf } from "@/cli/commands/init_selection.ts";
import { summaryLines } from "@/cli/commands/sync_text.ts";
import { filesLines } from "@/cli/commands/setup_text.ts";

const options = {
  server: { type: "text", value: "URL", summary: "Address of Vikunja, without /api" },
  "token-file": { type: "text", value: "FILE", summary: "File with the API token alone" },
  project: { type: "text", value: "P", summary: "Project for tasks without one (Inbox)" },
  only: { type: "list", value: "P", summary: "Sync only this project, and those below it" },
  without: { type: "list", value: "P", summary: "Leave this project alone" },
  "done-within": {
    type: "text",
    value: "TIME",
    summary: "Tasks finished before that stay where they are (90d)",
  },
  listen: { type: "text", value: "HOST:PORT", summary: "Take Vikunja's webhooks here" },
  adopt: { type: "flag", summary: "Link what an earlier syncer left: FILE, and vikunja_id notes" },
  sync: { type: "flag", summary: "Run the first sync at the end" },
  yes: { type: "flag", short: "y", summary: "Ask nothing; yes to every offer" },
} as const;

interface InitOptions {
  readonly server: string | null;
  readonly "token-file": string | null;
  readonly project: string | null;
  readonly only: readonly string[];
  readonly without: readonly string[];
  readonly "done-within": string | null;
  readonly listen: string | null;
  readonly sync: boolean;
  readonly yes: boolean;
}

export const initCommand = defineCommand({
  summary: "Set up: server, token, configuration, and what makes changes arrive at once",
  usage: "[--adopt [FILE]]",
  maxPositionals: 1,
  options,
  details: [
    "Asks for what is not given, tries each answer at once, shows what a first sync would do, and only then",
    "writes anything. The token also comes from VIKUNJA_TOKEN or VIKUNJA_TOKEN_FILE.",
    "With --yes it asks nothing and syncs with --sync only. Run again, it changes nothing.",
    "FILE has pairs of UUID and Vikunja id: JSON, CSV or TSV.",
  ],
  async run({ options, positionals: [file = null] }, context) {
    if (file !== null && !options.adopt) {
      throw usageError(`there is no place for "${file}"`, "init");
    }
    if (!options.yes && !options.adopt && context.canAsk()) {
      return await converse({ ...options, selection: selectionGiven(options) }, context);
    }
    const { account, report } = await configure(options, context);
    await using opened = await context.open({ needsServer: true, yes: options.yes });
    const setup = await opened.deps.setup();
    const adopted = options.adopt ? await setup.adopt(file, context.signal) : null;
    const done = await setup.offer(context.signal);
    const { output } = context;
    const synced = options.sync ? await runFirst(opened, context) : null;
    const { written, unchanged } = report;
    const result = { server: account, written, unchanged, done, adopted, synced };
    const lines = () => [
      ...filesLines(report),
      ...adoptedLines(adopted),
      ...done,
      ...synced === null ? ["now run `vikunja-sync sync`"] : summaryLines(synced),
    ];
    output.result(result, () => lines().map(output.asTyped));
    if (adopted !== null && adopted.leftOut.length > 0) return ExitCode.conflict;
    return synced === null ? ExitCode.ok : exitCodeOfSync(synced);
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
  const url = addressFor(opened);
  const token = await tokenFor(opened, given, { setup, url, context });
  const account = await setup.check(url, token.value, context.signal);
  report(account, url, context);
  const answers = {
    url,
    token: token.isNew ? token.value : null,
    tokenFile: token.file,
    project,
    listen: listen ?? defaultListen(opened, url, given),
    selection: selectionGiven(given),
  };
  return { account, report: await setup.write(answers) };
}

/** @throws {SyncError} `USAGE`: it is not written as in the configuration. */
function selectionGiven(
  { only, without, "done-within": doneWithin }: InitOptions,
): ChosenSelection | null {
  if (doneWithin !== null && parseDuration(doneWithin) === null) {
    throw usageError(`--done-within must be ${durationForm}`, "init");
  }
  for (const [flag, names] of [["--only", only], ["--without", without]] as const) {
    const [wrong] = names.length === 0 ? [] : checkSetting("selection.projects", names);
    if (wrong !== undefined) throw usageError(`${flag} ${wrong}`, "init");
  }
  return selectionOf({ projects: only, excludeProjects: without }, doneWithin);
}

function addressFor({ config }: Opened): string {
  if (config.server !== null) return config.server.url;
  throw usageError("--server is missing: where is Vikunja?", "init");
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
  const { readToken, output } = context;
  const named = given["token-file"];
  if (named !== null) return { value: await readToken(named), isNew: false, file: named };
  const known = await config.server?.token().catch((thrown: unknown) => {
    if (thrown instanceof SyncError && thrown.code === "CONFIG") return null;
    throw thrown;
  }) ?? null;
  if (known !== null) return { value: known.reveal(), isNew: true, file: config.tokenFile };
  const needs = await setup.needed(url, context.signal);
  output.note(`Make an API token in Vikunja: ${needs.page}`);
  output.note("It must allow:");
  for (const group of needs.needed.split("; ")) output.note(`  ${group}`);
  throw new SyncError("CONFIG", "Cannot set up: there is no token, and nobody is there to ask", {
    hint: "Put it in a file and name that with --token-file, or set VIKUNJA_TOKEN.",
  });
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

/** A server on this machine reaches us without anybody opening anything. */
function defaultListen({ config }: Opened, url: string, given: InitOptions): string | null {
  if (config.listen !== null || !given.yes) return null;
  return isOfThisMachine(url) ? "127.0.0.1:8765" : null;
}

async function runFirst({ config, deps }: Opened, { output, signal }: Context) {
  const wanted = { projects: [], full: false, jobs: config.jobs, allowMassDelete: false };
  const summary = await (await deps.sync()).run(wanted, output.progress, signal);
  output.settle();
  for (const warning of summary.warnings) output.warn(warning);
  return summary;
}

function adoptedLines(adopted: AdoptReport | null): readonly string[] {
  if (adopted === null) return [];
  const { linked, before, leftOut } = adopted;
  return [
    `adopted ${counted(linked, "pair")}${before === 0 ? "" : `; ${before} were linked before`}`,
    ...leftOut.map(({ pair, reason }) => `left out ${pair}: ${reason}`),
  ];
}
