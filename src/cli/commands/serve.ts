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
  ],
  async run({ options }, { open, output, signal }) {
    if (options.metrics && options.listen === null) {
      throw usageError("--metrics needs --listen", "serve");
    }
    if (options.socket?.trim() === "") throw usageError("--socket needs PATH", "serve");
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
