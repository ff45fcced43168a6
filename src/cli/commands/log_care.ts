import type { Context } from "@/cli/command.ts";
import { sizeText } from "@/cli/commands/backup_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { counted } from "@/words/words.ts";

export async function verifyLog({ open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const verified = await (await opened.deps.logCare()).verify(signal);
  const { path, events, tasks, problems } = verified;
  output.result(
    verified,
    () =>
      problems.length === 0
        ? [`${path} is whole: ${counted(events, "event")}, ${counted(tasks, "linked task")}`]
        : [
          ...problems.map((problem) => `not whole: ${problem}`),
          ...afterDamage.map(output.asTyped),
        ],
  );
  return problems.length === 0 ? ExitCode.ok : ExitCode.failed;
}

const afterDamage = [
  "Nothing was changed. `vikunja-sync repair` computes anew what is computed, and saves what can be read of a",
  "damaged log; `vikunja-sync backup list` shows what can be put back by `backup restore`.",
];

/** `before`: ISO instant. */
export async function compactLog(
  before: string,
  { open, output, signal }: Context,
): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const compacted = await (await opened.deps.logCare()).compact(before, signal);
  const { archived, bytesBefore, bytesAfter } = compacted;
  output.result(compacted, () => [
    archived === 0
      ? "there is nothing to pack that is as old, and not packed already"
      : `packed what ${counted(archived, "event")} hold: ${sizeText(bytesBefore)} before, ` +
        `${sizeText(bytesAfter)} now`,
  ]);
  return ExitCode.ok;
}

type Place = "postgres" | "sqlite";

export function isPlace(word: string | undefined): word is Place {
  return word === "postgres" || word === "sqlite";
}

export async function moveLog(to: Place, { open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const moved = await (await opened.deps.logCare()).move(to, signal);
  output.result(moved, () => [
    `moved ${
      counted(moved.events, "event")
    } to ${moved.to}, the same here and there (${moved.hash})`,
    ...(to === "sqlite" ? ["now take `store` out of the configuration"] : []),
  ]);
  return ExitCode.ok;
}
