import assert from "node:assert/strict";

/** Runs words on a terminal of their own: answers each prompt in turn; prints what was shown, then the exit code. */
const onTerminal = `
import fcntl, json, os, pty, select, struct, sys, termios
answers = json.loads(sys.argv[1])
rows, columns = json.loads(sys.argv[2])
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
shown = ""
unread = ""
while True:
    ready, _, _ = select.select([fd], [], [], 60)
    if not ready:
        os.kill(pid, 9)
        break
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    shown += data.decode(errors="replace")
    unread += data.decode(errors="replace")
    if answers and answers[0][0] in unread:
        os.write(fd, answers.pop(0)[1].encode())
        unread = ""
_, status = os.waitpid(pid, 0)
print(json.dumps({"shown": shown, "left": answers, "code": os.waitstatus_to_exitcode(status)}))
`;

/** What is waited for, and what is typed then. */
export type Answer = readonly [prompt: string, typed: string];

interface Session {
  /** All that the terminal showed, as it came. */
  readonly shown: string;
  /** Prompts that never came. */
  readonly left: readonly Answer[];
  readonly code: number;
}

/** A command line on a real terminal, with a person who answers. */
export async function typedAt(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  answers: readonly Answer[],
  [rows, columns]: readonly [rows: number, columns: number] = [24, 80],
): Promise<Session> {
  const { stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", onTerminal, JSON.stringify(answers), JSON.stringify([rows, columns]), ...words],
    env: { ...env },
  }).output();
  const text = new TextDecoder();
  assert.equal(text.decode(stderr), "");
  return JSON.parse(text.decode(stdout)) as Session;
}
