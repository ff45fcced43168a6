import { defineCommand } from "@/cli/command.ts";
import { changeLine } from "@/cli/commands/history_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
import { logLevels } from "@/cli/output.ts";
import type { ServeLine } from "@/ports/daemon.ts";
import { usageError } from "@/cli/arguments.ts";

export const serveCommand = defineCommand({
  summary: "Keep both sides the same at once, until stopped",
  usage: "",
  maxPositionals: 0,
  options: {
    listen: {
      type: "text",
      value: "HOST:PORT",
      summary: "Take Vikunja's webhooks here (127.0.0.1:8765)",
    },
    socket: { type: "text", value: "PATH", summary: "Socket for the other commands" },
    lists: {
      type: "text",
      value: "FOLDER",
      summary: "Serve every list that has a folder in there (FOLDER/LIST/config.toml)",
    },
    metrics: { type: "flag", summary: "Offer /healthz and /metrics on HOST:PORT, too" },
    "log-level": {
      type: "text",
      value: "LEVEL",
      choices: logLevels,
      summary: "error, warn, info (a line for each change carried over) or debug",
    },
    "log-format": {
      type: "text",
      value: "FORMAT",
      choices: ["text", "json"],
      summary: "text, or a JSON object a line",
    },
    ...lockOptions,
  },
  details: [
    "SIGTERM ends it after what is under way; SIGHUP reads the configuration again.",
    "Without --listen no webhook comes in: Vikunja is asked for changes every 30 s (poll_every).",
    "With --lists: many people's lists in one process, each with a server, a token, a replica",
    '(taskwarrior = "sync") and a state_dir of its own. Its webhooks come to /LIST/webhook. Lists',
    "that are added, changed or taken away are noticed within seconds, or by SIGHUP.",
  ],
  async run({ options }, { open, serveLists, output, signal }) {
    if (options.metrics && options.listen === null) {
      throw usageError("--metrics needs --listen", "serve");
    }
    if (options.socket?.trim() === "") throw usageError("--socket needs PATH", "serve");
    if (options.lists !== null) {
      if (options.lists.trim() === "") throw usageError("--lists needs FOLDER", "serve");
      if (options.socket !== null) {
        throw usageError("--socket is for one list; each of --lists has its own", "serve");
      }
      const { listen, metrics: isOpenForMetrics } = options;
      const lists = await serveLists(options.lists, options["lock-timeout"]);
      const say = (level: "info" | "warn", text: string) => {
        if (!output.isQuiet) output.log(level, text);
      };
      await lists.run({ listen: listenAddress(listen), isOpenForMetrics }, say, signal);
      return ExitCode.ok;
    }
    await using opened = await open({
      needsServer: true,
      flags: {
        ...(options.listen === null ? {} : { listen: options.listen }),
        ...(options["lock-timeout"] === null ? {} : { lock_timeout: options["lock-timeout"] }),
      },
      yes: options.yes,
    });
    const serve = await opened.deps.serve(opened.reread);
    const { listen, socket, metrics: isOpenForMetrics } = options;
    const say = (line: ServeLine) => {
      if (output.isQuiet) return;
      if ("text" in line) return output.log(line.level, line.text);
      const { text, changes } = changeLine(line.change, output.page.now);
      const { task, title, side, push: { kind: action } } = line.change;
      output.log(line.level, text, { task, title, side, action, changes });
    };
    await serve.run({ listen, socket, isOpenForMetrics }, say, signal);
    return ExitCode.ok;
  },
});

/** Of one list the configuration checks it. */
function listenAddress(listen: string | null): string | null {
  if (listen === null || /^(\[[0-9a-fA-F:]+\]|[^:\s]+):\d{1,5}$/.test(listen)) return listen;
  throw usageError("--listen must be an address and a port like 127.0.0.1:8765", "serve");
}
