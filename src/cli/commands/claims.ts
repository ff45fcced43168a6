import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { when } from "@/words/when.ts";

export const claimsCommand = defineCommand({
  summary: "Show who has claimed what",
  usage: "",
  maxPositionals: 0,
  options: {},
  details: ["One that is over is shown as expired, whether somebody has reaped it or not."],
  async run(_given, { open, output, signal }) {
    await using opened = await open({ needsServer: false });
    const claims = await (await opened.deps.claims("claims", signal)).listClaims();
    output.result(
      { claims },
      ({ columns, now }) =>
        claims.length === 0 ? ["nothing is claimed"] : tableLines(
          [
            { title: "task" },
            titleColumn,
            { title: "agent" },
            { title: "token" },
            { title: "until" },
            { title: "" },
          ],
          claims.map(({ task, title, agent, token, until, expired }) => [
            task.slice(0, 8),
            title,
            agent,
            String(token),
            when(until, now),
            expired ? "expired" : "",
          ]),
          columns,
        ),
    );
    return ExitCode.ok;
  },
});
