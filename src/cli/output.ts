import type { SyncError } from "@/domain/errors.ts";
import type { Progress } from "@/ports/operations.ts";
import type { RequestLine } from "@/ports/io.ts";
import { progressOn } from "@/cli/progress.ts";
import { escapeControls, escapeJson, escapeLines } from "@/words/escape.ts";
import { inColour, withoutPaint } from "@/cli/terminal/paint.ts";
import type { Screen } from "@/cli/terminal/screen.ts";

interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
  /** `null`: it ends soon. */
  readonly log: LogForm | null;
  readonly page: Page;
  /** Shows a text on the terminal; `false`: there is no pager to be had, and nothing was shown. */
  readonly pager: ((text: string) => Promise<boolean>) | null;
  /** Whether what is shown on stdout may have colours. */
  readonly isColoured: boolean;
  /** See {@link Output.asTyped}. */
  readonly asTyped: (text: string) => string;
}

export const logLevels = ["error", "warn", "info", "debug"] as const;
type LogLevel = (typeof logLevels)[number];

/** How a command that goes on for long says what happens. */
export interface LogForm {
  readonly isJson: boolean;
  /** What is less important is not said. */
  readonly least: LogLevel;
  readonly now: () => Date;
}

/** What a text is laid out for. */
export interface Page {
  /** Width of the terminal that stdout is; `null`: it is none. */
  readonly columns: number | null;
  /** Of the moment at which it is asked for. */
  readonly now: Date;
}

/** Results go to stdout, all else to stderr; nothing in a text can drive the terminal. */
export interface Output {
  readonly isJson: boolean;
  /** With `--quiet`: a good outcome of a run is nothing to speak of, so that cron sends no mail. */
  readonly isQuiet: boolean;
  /** The result, in one of its two forms. */
  result(object: unknown, text: (page: Page) => readonly string[]): void;
  readonly page: Page;
  /** A line as the terminal that stdout is is told it. */
  painted(line: string): string;
  /** As `result`, by the pager where people look at it. */
  paged(object: unknown, text: (page: Page) => readonly string[]): Promise<void>;
  /** A line beside a question, on stderr like it. */
  show(line: string): void;
  /** A line of what happens, with what programs want to know of it. */
  log(level: LogLevel, text: string, facts?: Readonly<Record<string, unknown>>): void;
  /** Not with `--quiet`. */
  note(line: string): void;
  warn(line: string): void;
  /** `null` without `--verbose`. */
  readonly request: ((line: RequestLine) => void) | null;
  /** Shows how far it is, until {@link Output.settle}. */
  readonly progress: (progress: Progress) => void;
  /** Around a question: it is no part of what takes time. */
  pause(): void;
  resume(): void;
  /** Removes the progress bar. */
  settle(): void;
  error(error: SyncError): void;
  /** A text for people that tells them to type `vikunja-sync COMMAND`, as it is typed here. */
  asTyped(text: string): string;
}

export function createOutput(
  stdout: (text: string) => void,
  screen: Screen,
  { json, quiet, verbose, asTyped, page, pager, isColoured, log: form, elapsed }: OutputOptions,
): Output {
  const shown = (line: string) =>
    isColoured ? inColour(line, escapeLines) : escapeLines(withoutPaint(line));
  const tell = (line: string) => screen.line(escapeLines(line));
  const result: Output["result"] = (object, text) => {
    screen.clear();
    const written = json ? [escapeJson(JSON.stringify(object))] : text(page).map(shown);
    if (written.length > 0) stdout(written.join("\n") + "\n");
  };
  const log: Output["log"] = (level, text, facts = {}) => {
    if (form !== null && logLevels.indexOf(level) > logLevels.indexOf(form.least)) return;
    if (form?.isJson !== true) return tell(level === "warn" ? `warning: ${text}` : text);
    const said = { at: form.now().toISOString(), level, text: withoutPaint(text), ...facts };
    screen.line(escapeJson(JSON.stringify(said)));
  };
  const isProgressShown = !quiet && (screen.isTerminal || !json);
  const bar = progressOn(screen, elapsed);
  const show = isProgressShown ? bar.show : () => {};
  return {
    isJson: json,
    isQuiet: quiet,
    page,
    painted: shown,
    result,
    async paged(object, text) {
      if (json || pager === null || page.columns === null) return result(object, text);
      screen.clear();
      const written = text(page).map(shown).join("\n") + "\n";
      if (!await pager(written)) stdout(written);
    },
    show: (line) => screen.line(shown(line)),
    log,
    note: (line) => quiet ? undefined : log("info", line),
    warn: (line) => quiet ? undefined : log("warn", line),
    request: verbose ? (line) => tell(requestText(line)) : null,
    progress(progress) {
      if (progress.note === undefined) show(progress);
      else if (!quiet && !json) tell(progress.note);
    },
    pause() {
      screen.clear();
      bar.pause();
    },
    resume: bar.resume,
    settle: () => screen.clear(),
    error: (error) => {
      if (form?.isJson === true) log("error", error.message, { error: errorObject(error) });
      else if (json) screen.line(escapeJson(JSON.stringify({ error: errorObject(error) })));
      else for (const line of errorLines(error, verbose)) tell(asTyped(line));
    },
    asTyped,
  };
}

function requestText({ method, path, status, ms, connection }: RequestLine): string {
  return escapeControls(
    `${method} ${path} ${status ?? "no answer"} ${Math.round(ms)} ms ${connection}`,
  );
}

function errorObject({ code, message, hint }: SyncError) {
  return { code, message, hint };
}

function errorLines(error: SyncError, verbose: boolean): readonly string[] {
  const lines = [`vikunja-sync: ${error.message}`];
  if (error.hint !== null) lines.push(error.hint);
  if (!verbose) return lines;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    lines.push(`because: ${cause.stack ?? cause.message}`);
  }
  return lines;
}
