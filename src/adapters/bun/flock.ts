import process from "node:process";
import { foreignFunctions } from "./bun_parts.ts";
import { systemError } from "./system_error.ts";

/** The same on Linux, macOS and the BSDs. */
const operations = { shared: 1, exclusive: 2, unlock: 8 } as const;
const withoutWaiting = 4;

/** Says that somebody else has it; the first is Linux's, the second macOS's. */
const wouldBlock: readonly number[] = [11, 35];

interface Kernel {
  flock(descriptor: number, operation: number): number;
  errno(): number;
}

let kernel: Kernel | null = null;

/**
 * The kernel's own flock(2), which the adapter to Deno takes too: the one holds off the other.
 * `false`: somebody has it.
 */
export function flock(descriptor: number, operation: keyof typeof operations): boolean {
  kernel ??= openKernel();
  if (kernel.flock(descriptor, operations[operation] | withoutWaiting) === 0) return true;
  const errno = kernel.errno();
  if (wouldBlock.includes(errno)) return false;
  throw systemError(nameOf(errno), `flock failed with error ${errno} of the system`);
}

function openKernel(): Kernel {
  const isMac = process.platform === "darwin";
  const [library, place] = isMac
    ? ["libSystem.B.dylib", "__error"]
    : ["libc.so.6", "__errno_location"];
  const { dlopen, read } = foreignFunctions();
  const { symbols } = dlopen(library, {
    flock: { args: ["i32", "i32"], returns: "i32" },
    [place]: { args: [], returns: "ptr" },
  });
  const where = symbols[place];
  const lock = symbols["flock"];
  if (where === undefined || lock === undefined) throw new TypeError(`${library} has no flock`);
  return { flock: lock, errno: () => read.i32(where(), 0) };
}

function nameOf(errno: number): string {
  switch (errno) {
    case 9:
      return "EBADF";
    case 37:
    case 77:
      return "ENOLCK";
    default:
      return "EIO";
  }
}
