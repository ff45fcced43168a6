import { children } from "@system/children.ts";
import { thisProcess } from "@system/this_process.ts";

/** One that ended by then without a complaint has handed the address on; one that goes on is the browser. */
const soonMs = 1_500;

/** Starts the browser of whoever sits at this machine; whether there seems to be one. */
export async function showInBrowser(url: string): Promise<boolean> {
  const program = programFor(url);
  if (program === null) return false;
  const [name, ...args] = program;
  try {
    const silent = { stdin: "nothing", stdout: "nothing", stderr: "nothing" } as const;
    const child = children.start(name, args, silent);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const goesOn = new Promise<null>((resolve) => timer = setTimeout(resolve, soonMs, null));
    const ended = await Promise.race([child.ended, goesOn]);
    clearTimeout(timer);
    return ended === null || ended.code === 0;
  } catch {
    // There is no such program, or it may not be started: the address is printed.
    return false;
  }
}

function programFor(url: string): readonly [string, ...string[]] | null {
  switch (thisProcess.os) {
    case "darwin":
      return ["open", url];
    case "windows":
      return ["rundll32", "url.dll,FileProtocolHandler", url];
    case "linux":
    case "other": {
      const isSeen = ["DISPLAY", "WAYLAND_DISPLAY"].some((name) => thisProcess.env(name));
      return isSeen ? ["xdg-open", url] : null;
    }
  }
}
