import { children } from "@system/children.ts";
import { files } from "@system/files.ts";
import type { Moment } from "@/domain/claim.ts";
import type { LeaseClock } from "@/ports/claims.ts";

const bootFile = "/proc/sys/kernel/random/boot_id";
const uptimeFile = "/proc/uptime";

interface Fix {
  readonly boot: string;
  readonly uptimeMs: number;
  readonly at: { readonly wallMs: number; readonly elapsedMs: number };
}

/** Sources of time, to be replaced in tests. */
interface TimeSources {
  readonly wallMs: () => number;
  /** Milliseconds that do not jump; may stand still while the machine sleeps. */
  readonly elapsedMs: () => number;
  /** Boot id and seconds since boot, sleep included, as Linux has them; `null`: not to be had. */
  readonly readBoot: () => { readonly boot: string; readonly uptimeMs: number } | null;
}

export const systemTime: TimeSources = {
  wallMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  readBoot: readBootFiles,
};

/** The wall and the other clock may drift apart by this much before the kernel is asked again. */
const maxDriftMs = 250;

/** Of this process; made at the first look at it, since most runs have no use for it. */
export const leaseClock: LeaseClock = () => (own ??= createLeaseClock())();
let own: LeaseClock | null = null;

/**
 * The clock that leases count on: the kernel's time since boot. It is read once, and again whenever the clock
 * on the wall and the one that does not jump come apart: the machine slept, or somebody set the wall.
 */
export function createLeaseClock(sources: TimeSources = systemTime): () => Moment {
  let fix = takeFix(sources);
  return () => {
    const wallMs = sources.wallMs();
    if (fix === null) return { wallMs, boot: null, uptimeMs: 0 };
    const elapsedMs = sources.elapsedMs();
    const passedMs = elapsedMs - fix.at.elapsedMs;
    if (Math.abs(wallMs - fix.at.wallMs - passedMs) > maxDriftMs) {
      fix = takeFix(sources) ?? fix;
      const uptimeMs = fix.uptimeMs + sources.elapsedMs() - fix.at.elapsedMs;
      return { wallMs, boot: fix.boot, uptimeMs: Math.floor(uptimeMs) };
    }
    return { wallMs, boot: fix.boot, uptimeMs: Math.floor(fix.uptimeMs + passedMs) };
  };
}

/** The kernel tells it in hundredths of a second; what was kept waiting between two clocks is asked again. */
const sureMs = 10;
const tries = 5;

function takeFix({ wallMs, elapsedMs, readBoot }: TimeSources): Fix | null {
  let best: { readonly fix: Fix; readonly tookMs: number } | null = null;
  for (let n = 0; n < tries && (best === null || best.tookMs > sureMs); n++) {
    const beganMs = elapsedMs();
    const read = readBoot();
    if (read === null) return null;
    const at = { wallMs: wallMs(), elapsedMs: elapsedMs() };
    const tookMs = at.elapsedMs - beganMs;
    if (best === null || tookMs < best.tookMs) best = { fix: { ...read, at }, tookMs };
  }
  return best?.fix ?? null;
}

/** Deno reads files of `/proc` itself only with every permission, so that otherwise `cat` does. */
function readBootFiles(): ReturnType<TimeSources["readBoot"]> {
  for (const read of [readDirectly, readByCat]) {
    try {
      return parse(read());
    } catch {
      // Not Linux, or not allowed: the next way, and at last the clock on the wall.
    }
  }
  return null;
}

function readDirectly(): string {
  return files.readText(bootFile) + files.readText(uptimeFile);
}

function readByCat(): string {
  return new TextDecoder().decode(children.runNow("cat", [bootFile, uptimeFile]).stdout);
}

function parse(text: string): ReturnType<TimeSources["readBoot"]> {
  const match = /^([0-9a-f-]{36})\n(\d+\.\d+) /.exec(text);
  if (match === null) throw new Error("not as Linux writes it");
  return { boot: match[1] ?? "", uptimeMs: Math.round(Number(match[2]) * 1_000) };
}
