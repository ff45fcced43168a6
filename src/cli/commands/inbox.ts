import { type InboxKind, inboxKinds } from "@/ports/inbox.ts";
import type { FullScreen } from "@/ports/full_screen.ts";
import { type Context, defineCommand, type Opened } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions, type OptionValues } from "@/cli/option.ts";

const options = {
  kind: {
    type: "list",
    short: "k",
    value: "KIND",
    choices: inboxKinds.map(written),
    summary: "Only of this kind",
  },
  project: { type: "list", short: "p", value: "P", summary: "Only of this project and below it" },
  answered: { type: "flag", summary: "Those that were answered and can be taken back" },
  ...lockOptions,
} as const;

export const inboxCommand = defineCommand({
  summary: "What waits for you, in one list, and what each answer to it will do",
  usage: "",
  maxPositionals: 0,
  options,
  details: [
    "On a terminal a list: arrows or j, k; Enter shows both values, ? all keys. Elsewhere it is printed:",
    "exit code 3 while something waits, and `conflicts`, `held`, `retry` to answer it.",
    `KIND is one of ${inboxKinds.map(written).join(", ")}.`,
  ],
  async run({ options }, context) {
    const { open, output, fullScreen } = context;
    const filter = {
      kinds: inboxKinds.filter((kind) => options.kind.includes(written(kind))),
      projects: options.project,
      text: "",
      answered: options.answered,
    };
    const warnings = new Set<string>();
    const onWarning = (line: string) => void warnings.add(line);
    await using opened = await open({ ...opening(options), confirm: () => false, onWarning });
    try {
      using screen = output.isJson ? null : await fullScreen();
      return screen === null
        ? await list(filter, opened, context)
        : await show(screen, filter, opened, context);
    } finally {
      for (const line of warnings) output.warn(line);
    }
  },
});

type Filter = Parameters<typeof import("@/cli/inbox/run_inbox.ts").runInbox>[1];

/** `given-up` */
function written(kind: InboxKind): string {
  return kind.replace(" ", "-");
}

function opening(asked: OptionValues<typeof options>) {
  const timeout = asked["lock-timeout"];
  return {
    needsServer: true,
    flags: timeout === null ? {} : { lock_timeout: timeout },
    yes: asked.yes,
  };
}

async function list(
  filter: Filter,
  { deps }: Opened,
  { output, signal }: Context,
): Promise<ExitCode> {
  const inbox = await deps.inbox();
  const foresees = output.isJson;
  const page = await inbox.look({
    ...filter,
    ids: [],
    foresees,
    choice: null,
    from: 0,
    limit: 10_000,
  }, signal);
  const { printedLines } = await import("@/cli/inbox/printed_lines.ts");
  output.result(page, (paper) => printedLines(page, paper));
  return page.total > 0 && !filter.answered ? ExitCode.conflict : ExitCode.ok;
}

async function show(
  screen: FullScreen,
  filter: Filter,
  { deps }: Opened,
  { output, signal, wait }: Context,
): Promise<number> {
  const { runInbox } = await import("@/cli/inbox/run_inbox.ts");
  const inbox = await deps.inbox();
  const taking = await deps.takingBack("inbox");
  const takeBack: typeof taking.takeBack = (...given) => taking.takeBack(...given);
  const { painted } = output;
  const now = () => output.page.now;
  await runInbox({ inbox, takeBack, screen, painted, now, wait, signal }, filter);
  return signal.aborted ? interruptedExit : ExitCode.ok;
}

/** As a shell says it of what Ctrl-C ended. */
const interruptedExit = 130;
