import type { Child, ChildOptions, Children, Ended } from "@/ports/system.ts";

const pipes = { inherit: "inherit", nothing: "null", piped: "piped" } as const;

export const children: Children = {
  start,
  runNow(program, args) {
    const command = new Deno.Command(program, { args: [...args], stdin: "null" });
    return endedOf(command.outputSync());
  },
};

function start(program: string, args: readonly string[], options: ChildOptions): Child {
  const { stdin = "inherit", stdout = "inherit", stderr = "inherit" } = options;
  const child = new Deno.Command(program, {
    args: [...args],
    env: { ...options.env },
    stdin: pipes[stdin],
    stdout: pipes[stdout],
    stderr: pipes[stderr],
  }).spawn();
  const stream = async (name: "stdout" | "stderr", pipe: typeof stdout) =>
    pipe === "piped" ? await new Response(child[name]).bytes() : nothing;
  const ended = Promise.all([child.status, stream("stdout", stdout), stream("stderr", stderr)])
    .then(([{ code, signal }, out, err]) => ({ code, killedBy: signal, stdout: out, stderr: err }));
  return {
    pid: child.pid,
    ended,
    feed: (text) => feed(child, text),
    kill(signal) {
      try {
        child.kill(signal);
      } catch (thrown) {
        // It ended by itself just now.
        if (!(thrown instanceof TypeError || thrown instanceof Deno.errors.NotFound)) throw thrown;
      }
    },
  };
}

const nothing = new Uint8Array();

async function feed(child: Deno.ChildProcess, text: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.BrokenPipe)) throw thrown;
  }
}

function endedOf({ code, signal, stdout, stderr }: Deno.CommandOutput): Ended {
  return { code, killedBy: signal, stdout, stderr };
}
