import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";

export const uiCommand = defineCommand({
  summary: "Open the page of the daemon: what waits for you, what happened, how it does",
  usage: "",
  maxPositionals: 0,
  options: {
    url: { type: "flag", summary: "Only print its address" },
  },
  details: [
    "The address lets one browser in, once, within two minutes; that browser stays let in for 30 days.",
    "The page is on this machine only (127.0.0.1), unless `page` in the configuration says otherwise.",
  ],
  async run({ options }, { open, output, signal }) {
    await using opened = await open({ needsServer: false });
    const page = await opened.deps.page();
    const url = await page.invite(signal);
    if (options.url) {
      output.result({ url }, () => [url]);
      return ExitCode.ok;
    }
    const isShown = await page.show(url);
    output.result(
      { url, isShown },
      () => [isShown ? `opened in the browser: ${url}` : `open this in a browser: ${url}`],
    );
    return ExitCode.ok;
  },
});
