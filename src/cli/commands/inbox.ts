import { type InboxKind, inboxKinds } from "@/ports/inbox.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
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

type Asked = OptionValues<typeof options>;

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
    const filter = {
      kinds: inboxKinds.filter((kind) => options.kind.includes(written(kind))),
      projects: options.project,
      text: "",
      answered: options.answered,
    };
    const screen = context.output.isJson ? null : await context.fullScreen();
    if (screen === null) return await list(filter, options, context);
    using _given = screen;
    return await show(screen, filter, options, context);
  },
});

type Filter = Parameters<typeof import("@/cli/inbox/run_inbox.ts").runInbox>[1];
type Screen = NonNullable<Awaited<ReturnType<Context["fullScreen"]>>>;

/** `given-up` */
function written(kind: InboxKind): string {
  return kind.replace(" ", "-");
}

function opening(asked: Asked) {
  const timeout = asked["lock-timeout"];
  return {
    needsServer: true,
    flags: timeout === null ? {} : { lock_timeout: timeout },
    yes: asked.yes,
  };
}

async function list(filter: Filter, asked: Asked, context: Context): Promise<ExitCode> {
  const { open, output, signal } = context;
  await using opened = await open(opening(asked));
  const inbox = await opened.deps.inbox();
  const foresees = output.isJson;
  const page = await inbox.look({ ...filter, ids: [], foresees, from: 0, limit: 10_000 }, signal);
  const { printedLines } = await import("@/cli/inbox/printed_lines.ts");
  output.result(page, (paper) => printedLines(page, paper));
  return page.total > 0 && !asked.answered ? ExitCode.conflict : ExitCode.ok;
}

async function show(
  screen: Screen,
  filter: Filter,
  asked: Asked,
  { open, output, signal, wait }: Context,
): Promise<number> {
  const warnings = new Set<string>();
  await using opened = await open({
    ...opening(asked),
    confirm: () => false,
    onWarning: (line) => void warnings.add(line),
  });
  const { runInbox } = await import("@/cli/inbox/run_inbox.ts");
  try {
    const inbox = await opened.deps.inbox();
    const { painted } = output;
    const now = () => output.page.now;
    const taking = await opened.deps.takingBack("inbox");
    const takeBack: typeof taking.takeBack = (...given) => taking.takeBack(...given);
    await runInbox({ inbox, takeBack, screen, painted, now, wait, signal }, filter);
  } finally {
    screen[Symbol.dispose]();
    for (const line of warnings) output.warn(line);
  }
  return signal.aborted ? interruptedExit : ExitCode.ok;
}

/** As a shell says it of what Ctrl-C ended. */
const interruptedExit = 130;
