import type { CommandLine } from "./contestants.ts";

interface Race {
  readonly seconds: number;
  /** Increments that are not in the file. */
  readonly lost: number;
}

/** Lets processes count one file up together; their start is not in the time. */
export async function race(
  path: string,
  { processes, times, command }: {
    readonly processes: number;
    readonly times: number;
    readonly command: CommandLine;
  },
): Promise<Race> {
  await Deno.writeTextFile(path, '{ "n": 0 }\n');
  const children = Array.from({ length: processes }, () => spawn(command));
  await Promise.all(children.map(({ ready }) => ready));
  const startedAt = performance.now();
  await Promise.all(children.map(({ go }) => go()));
  const codes = await Promise.all(children.map(({ ended }) => ended));
  const seconds = (performance.now() - startedAt) / 1_000;
  if (codes.some((code) => code !== 0)) {
    throw new Error(`${command.program} ${command.args.join(" ")} ended with ${codes.join(" ")}`);
  }
  const { n } = JSON.parse(await Deno.readTextFile(path));
  return { seconds, lost: processes * times - n };
}

function spawn({ program, args }: CommandLine) {
  const child = new Deno.Command(program, {
    args: [...args],
    ...{ stdin: "piped", stdout: "piped", stderr: "inherit" } as const,
  }).spawn();
  const reader = child.stdout.getReader();
  const writer = child.stdin.getWriter();
  return {
    ready: reader.read(),
    go: () => writer.write(new TextEncoder().encode("\n")),
    ended: child.status.then(async ({ code }) => {
      await reader.cancel();
      await writer.abort().catch(() => undefined);
      return code;
    }),
  };
}
