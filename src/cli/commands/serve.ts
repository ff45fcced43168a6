import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
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
    await serve.run({ listen, socket, isOpenForMetrics }, output.note, signal);
    return ExitCode.ok;
  },
});
