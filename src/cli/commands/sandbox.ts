import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";

const versions = ["2.5", "2.4", "2.3", "1.1"] as const;

export const sandboxCommand = defineCommand({
  summary: "Run an embedded server that behaves like Vikunja, for trying and for tests",
  usage: "",
  maxPositionals: 0,
  options: {
    listen: {
      type: "text",
      value: "HOST:PORT",
      summary: "Where to listen (127.0.0.1:0: any port)",
    },
    seed: {
      type: "text",
      value: "demo|empty",
      choices: ["demo", "empty"],
      summary: "What is there at the start (demo)",
    },
    data: { type: "text", value: "FILE", summary: "Keep the data there, not in memory" },
    as: {
      type: "text",
      value: versions.join("|"),
      choices: versions,
      summary: `Which server it behaves like (${versions[0]})`,
    },
    "overlap-500": { type: "flag", summary: "Answer 500 to writes that overlap" },
  },
  details: ["Its URL is the first line of the output; it runs until it is stopped."],
  async run({ options }, { runSandbox, output, signal }) {
    const listen = options.listen ?? "127.0.0.1:0";
    if (!/^.+:\d{1,5}$/.test(listen)) {
      throw usageError("--listen must be HOST:PORT, like 127.0.0.1:8080", "sandbox");
    }
    const wanted = {
      listen,
      seed: options.seed === "empty" ? "empty" as const : "demo" as const,
      data: options.data,
      as: versions.find((version) => version === options.as) ?? versions[0],
      overlap500: options["overlap-500"],
    };
    let isFirst = true;
    await runSandbox(wanted, (line) => {
      if (output.isJson && !isFirst) return;
      isFirst = false;
      output.result({ url: line }, () => [line]);
    }, signal);
    return ExitCode.ok;
  },
});
