import { asSyncError, type SyncError } from "@/domain/errors.ts";
import { selectionWords } from "@/config/selection_words.ts";
import type { Status } from "@/ports/operations.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { shortVerdict } from "@/cli/commands/verdict.ts";
import { ExitCode, exitCodeOfStatus } from "@/cli/exit_code.ts";
import { withoutPaint } from "@/cli/terminal/paint.ts";
import { tableLines } from "@/cli/terminal/table.ts";

interface Listed {
  readonly name: string;
  readonly server: string | null;
  /** What it selects, in words; empty: everything. */
  readonly selection: readonly string[];
  readonly file: string | null;
  readonly stateDir: string | null;
  /** `null`: it cannot be told, and `error` says why. */
  readonly status: Status | null;
  readonly error: Pick<SyncError, "code" | "message"> | null;
}

const columnsShown = [
  { title: "profile" },
  { title: "state" },
  { title: "server", cut: 2 },
  { title: "selects", cut: 1 },
] as const;

export const profilesCommand = defineCommand({
  summary: "The profiles there are, each with its server, what it selects and its state",
  usage: "",
  maxPositionals: 0,
  options: {},
  details: [
    "A profile has a configuration, a log, a daemon, a hook and units of its own. `--profile NAME`, with any command, or",
    "VIKUNJA_SYNC_PROFILE names one; the usual one is `default`. `init --profile NAME` makes one.",
  ],
  async run(_given, context) {
    const names = await context.profiles();
    const profiles: Listed[] = [];
    for (const name of names) profiles.push(await look(name, context));
    const json = profiles.map(({ status, ...each }) => ({
      ...each,
      ok: status === null ? false : exitCodeOfStatus(status) === ExitCode.ok,
      linked: status?.linked ?? null,
      lastSyncAt: status?.lastSyncAt ?? null,
      isServed: (status?.daemon ?? null) !== null,
    }));
    context.output.result({ profiles: json }, ({ now, columns }) => {
      if (profiles.length === 0) {
        return [context.output.asTyped("there is none yet: `vikunja-sync init`")];
      }
      const rows = profiles.map((each) => [
        each.name,
        stateOf(each, now),
        each.server ?? "",
        selected(each),
      ]);
      return [
        ...tableLines(columnsShown, rows, columns),
        ...profiles.flatMap(({ name, error }) =>
          error === null ? [] : ["", ...`${name}: ${error.message}`.split("\n")]
        ),
      ];
    });
    return ExitCode.ok;
  },
});

/** One that cannot be read keeps none of the others from being listed. */
async function look(name: string, { open, signal }: Context): Promise<Listed> {
  const nothing = { name, server: null, selection: [], file: null, stateDir: null };
  try {
    await using opened = await open({ needsServer: false, profile: name });
    const { server, selection, file, stateDir } = opened.config;
    const known = { name, server: server?.url ?? null, selection: selectionWords(selection) };
    const listed = { ...known, file, stateDir };
    try {
      const status = await (await opened.deps.inspect()).status(signal);
      return { ...listed, status, error: null };
    } catch (thrown) {
      signal.throwIfAborted();
      return { ...listed, status: null, error: said(thrown) };
    }
  } catch (thrown) {
    signal.throwIfAborted();
    return { ...nothing, status: null, error: said(thrown) };
  }
}

function said(thrown: unknown): Listed["error"] {
  const { code, message } = asSyncError(thrown);
  return { code, message };
}

function stateOf({ status }: Listed, now: Date): string {
  if (status === null) return "cannot be read";
  const words = withoutPaint(shortVerdict(status, now));
  return status.daemon === null ? words : `${words}, serve runs`;
}

function selected({ selection, error }: Listed): string {
  return selection.length > 0 ? selection.join("; ") : error === null ? "everything" : "";
}
