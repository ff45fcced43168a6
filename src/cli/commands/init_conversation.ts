import { asSyncError } from "@/domain/errors.ts";
import type {
  AccountCheck,
  ChosenSelection,
  FilesReport,
  Setup,
  Surroundings,
} from "@/ports/setup.ts";
import { askYesNo } from "@/cli/commands/ask.ts";
import { contactLines } from "@/cli/commands/contact_text.ts";
import { askAtOnce } from "@/cli/commands/init_offers.ts";
import { askAddress, askProject, askToken } from "@/cli/commands/init_questions.ts";
import {
  allProjects,
  askProjects,
  leftWithout,
  mayAskSelection,
  planChosen,
  planGiven,
  selectionOf,
} from "@/cli/commands/init_selection.ts";
import { filesLines } from "@/cli/commands/setup_text.ts";
import { summaryLines } from "@/cli/commands/sync_text.ts";
import type { Context, Opened } from "@/cli/command.ts";
import { type ExitCode, exitCodeOfError, exitCodeOfSync } from "@/cli/exit_code.ts";

const everything = { projects: [], excludeProjects: [] };

/** What was given on the command line is not asked for. */
interface Given {
  readonly server: string | null;
  readonly "token-file": string | null;
  readonly project: string | null;
  readonly listen: string | null;
  readonly selection: ChosenSelection | null;
}

interface Chosen {
  readonly taskrc: boolean;
  readonly hook: boolean;
  readonly daemon: boolean;
  /** `HOST:PORT` for Vikunja's webhooks; `null`: none. */
  readonly listen: string | null;
  readonly sync: boolean;
}

interface Agreed {
  readonly account: AccountCheck;
  readonly report: FilesReport;
  readonly chosen: Chosen;
}

const usualListen = "127.0.0.1:8765";

/** Asks for everything first and writes only then: who breaks it off has changed nothing. */
export async function converse(given: Given, context: Context): Promise<ExitCode> {
  const agreed = await agreeOn(given, context);
  const { output } = context;
  if (agreed === null) {
    output.result({ done: false }, () => ["nothing was written"]);
    return 0;
  }
  const { account, report, chosen } = agreed;
  const lines: string[] = [...filesLines(report)];
  const code = await firstSync(chosen, lines, context);
  if (code === 0 || code === 3) await startDaemon(chosen, lines, context);
  lines.push(lastLine(chosen, code));
  const { written, unchanged } = report;
  const result = { server: account, written, unchanged, done: lines, adopted: null };
  output.result(result, () => lines.map(output.asTyped));
  return code;
}

function lastLine({ sync, daemon }: Chosen, code: ExitCode): string {
  if (!sync) return "now run `vikunja-sync sync`";
  if (code !== 0 && code !== 3) {
    return "when that is mended: `vikunja-sync sync`, `vikunja-sync doctor`";
  }
  return daemon
    ? "from now on a change on either side shows on the other at once; `vikunja-sync status`, `vikunja-sync doctor`"
    : "run `vikunja-sync sync` whenever you like; `vikunja-sync install units` does it all the time";
}

/** `null`: the person thinks better of it. */
async function agreeOn(given: Given, context: Context): Promise<Agreed | null> {
  await using opened = await context.open({
    needsServer: false,
    mayLackFile: true,
    flags: {
      ...(given.server === null ? {} : { url: given.server }),
      ...(given.project === null ? {} : { default_project: given.project }),
      ...(given.listen === null ? {} : { listen: given.listen }),
    },
  });
  const { output, askText, signal } = context;
  const setup = await opened.deps.setup();
  const place = await setup.look(signal);
  output.note(`Taskwarrior ${place.taskwarrior.version}, tasks in ${place.taskwarrior.dataFolder}`);
  const found = await findAccount(setup, opened, given, context);
  const { account, url } = found;
  const asksSelection = given.selection === null && await mayAskSelection(opened, context);
  const names = allProjects(account.projects, place.projects);
  const wanted = asksSelection ? await askProjects(names, context) : given.selection ?? everything;
  const project = given.project ??
    (opened.config.defaultProject === null ? await askProject(account, context) : null);
  const without = leftWithout(project ?? opened.config.defaultProject ?? "Inbox", wanted);
  if (asksSelection && without !== null) output.note(without);
  const offered = await askOffers(place, { url, account, given, opened }, context);
  const answers = { url, token: found.token, tokenFile: found.tokenFile, project };
  const planned = async (selection: ChosenSelection | null) => {
    const asked = { ...answers, token: found.value, selection };
    const plan = await setup.plan(asked, output.progress, signal);
    output.settle();
    return plan;
  };
  const { selection, plan } = asksSelection
    ? await planChosen({ wanted, names, planned }, context)
    : await planGiven(selectionOf(wanted, given.selection?.doneWithin ?? null), planned);
  output.note("What a first sync would do:");
  for (const line of contactLines(plan)) output.note(`  ${line}`);
  const sync = await askYesNo("Set this up and run the first sync now?", true, askText);
  const isWritten = sync ||
    await askYesNo("Set it up without a sync? Nothing runs by itself then.", false, askText);
  if (!isWritten) return null;
  const listen = offered.listen ?? given.listen;
  const report = await setup.write({ ...answers, listen, selection });
  return { account, report, chosen: { ...offered, sync } };
}

interface FoundAccount {
  readonly url: string;
  readonly account: AccountCheck;
  /** The token itself, for questions now. */
  readonly value: string;
  /** To be written down; `null`: a file has it. */
  readonly token: string | null;
  readonly tokenFile: string | null;
}

/** What is known is not asked for; where it does not do, that ends it as it would end `sync`. */
async function findAccount(
  setup: Setup,
  { config }: Opened,
  given: Given,
  context: Context,
): Promise<FoundAccount> {
  const { output, signal, readToken } = context;
  const known = config.server === null
    ? null
    : { url: config.server.url, needs: await setup.needed(config.server.url, signal) };
  if (known !== null) output.note(`Vikunja ${known.needs.version} at ${known.url}`);
  const named = given["token-file"];
  const file = named === null ? null : await readToken(named);
  const value = file ??
    (await config.server?.token().catch((thrown: unknown) => {
      if (asSyncError(thrown).code === "CONFIG") return null;
      throw thrown;
    }))?.reveal() ?? null;
  const { url, needs } = known ?? await askAddress(setup, context);
  if (value === null) {
    const { token, account } = await askToken(setup, { url, needs }, context);
    return { url, account, value: token, token, tokenFile: null };
  }
  const account = await setup.check(url, value, signal);
  context.output.note(
    account.missing === ""
      ? "the token has every permission that sync needs"
      : `the token lacks ${account.missing}`,
  );
  if (account.missing !== "") {
    const again = await askToken(setup, { url, needs }, context);
    return { url, account: again.account, value: again.token, token: again.token, tokenFile: null };
  }
  return {
    url,
    account,
    value,
    token: file === null ? value : null,
    tokenFile: named ?? config.tokenFile,
  };
}

/** In the order in which one needs the other. */
async function askOffers(
  place: Surroundings,
  { url, account, given, opened }: {
    readonly url: string;
    readonly account: AccountCheck;
    readonly given: Given;
    readonly opened: Opened;
  },
  { askText, output }: Context,
): Promise<Omit<Chosen, "sync">> {
  const { taskrcLines } = place;
  for (const line of taskrcLines) output.note(`  ${line}`);
  const taskrc = taskrcLines.length > 0 && await askYesNo(
    "Add these lines to your taskrc, so that notes show and end date and progress go along?",
    true,
    askText,
  );
  const listen = given.listen ?? opened.config.listen ?? usualListen;
  const mayTell = account.missingForWebhooks === "";
  const isNear = given.listen !== null || opened.config.listen !== null || isOfThisMachine(url);
  const { hook, daemon, webhooks } = await askAtOnce(
    { place, canTell: mayTell && isNear, listen },
    { askText, output },
  );
  if ((daemon || place.hasDaemon) && mayTell && !isNear) {
    output.note(
      "Vikunja is asked for changes every 30 s; where it can reach this machine: `install webhooks --url`",
    );
  }
  return { taskrc, hook, daemon, listen: webhooks ? listen : null };
}

/** A server on this machine reaches us without anybody opening anything. */
export function isOfThisMachine(url: string): boolean {
  return /^(127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname);
}

/** With the configuration as it is now. */
async function firstSync(
  { taskrc, hook, sync }: Chosen,
  lines: string[],
  context: Context,
): Promise<ExitCode> {
  const { output, signal } = context;
  await using opened = await context.open({ needsServer: true, confirm: () => taskrc });
  if (hook) lines.push(...await (await opened.deps.setup()).place("hook", signal));
  if (!sync) return 0;
  try {
    const { config, deps } = opened;
    const wanted = { projects: [], full: false, jobs: config.jobs, allowMassDelete: false };
    const summary = await (await deps.sync()).run(wanted, output.progress, signal);
    output.settle();
    for (const warning of summary.warnings) output.warn(warning);
    lines.push(...summaryLines(summary));
    return exitCodeOfSync(summary);
  } catch (thrown) {
    output.settle();
    const error = asSyncError(thrown);
    output.error(error);
    return exitCodeOfError(error.code);
  }
}

async function startDaemon(
  { daemon, listen, sync }: Chosen,
  lines: string[],
  context: Context,
): Promise<void> {
  if (!sync) {
    if (daemon) lines.push("later: `vikunja-sync install units`");
    if (listen !== null) lines.push("later: `vikunja-sync install webhooks`");
    return;
  }
  await using opened = await context.open({ needsServer: true, yes: true });
  const setup = await opened.deps.setup();
  if (daemon) lines.push(...await setup.place("daemon", context.signal));
  if (listen !== null) lines.push(...await setup.place("webhooks", context.signal));
}
