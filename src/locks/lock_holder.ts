import { thisProcess } from "@system/this_process.ts";
import type { LockableFile } from "./kernel_lock.ts";
import { systemCode } from "@/ports/system_code.ts";
import { bootId, once, ownStartMark, thisHost } from "./process_facts.ts";

/** What a holder writes into the lock file, as one line of JSON, for people. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, ISO 8601 UTC; empty where another program wrote the line. */
  readonly startedAt: string;
  /** When it took the lock, ISO 8601 UTC; empty where another program wrote the line. */
  readonly since: string;
  readonly command: string;
  /** The start as the kernel counts it: with the PID it names one process of one boot. */
  readonly startMark: string | null;
  readonly bootId: string | null;
  /** Whether the holder also has the kernel's lock on the file: where that is free, it is gone. */
  readonly kernelLocked: boolean;
}

/** What a lock file begins with that nobody holds, and that stays for the next. */
export const freeMark = "free";
const maxCommandLength = 200;
/** Filled up with spaces: a file that never changes its size is cheaper by half. */
const lineLength = 1_024;
const waitingAt = lineLength - 2;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const waitingMark = encoder.encode("\t");
const freeLine = lineOf(freeMark);

/** This process; without `command` its own command line. */
export function thisHolder(command?: string): LockHolder {
  return {
    pid: thisProcess.pid,
    host: thisHost(),
    startedAt: ownStart(),
    since: new Date().toISOString(),
    command: command === undefined ? ownCommand() : fitting(command),
    startMark: ownStartMark(),
    bootId: bootId(),
    kernelLocked: true,
  };
}

const ownStart = once(() => new Date(performance.timeOrigin).toISOString());
const ownCommand = once(() => fitting(thisProcess.words().join(" ")));

function fitting(command: string): string {
  return command.slice(0, maxCommandLength).toWellFormed();
}

/** A full disk does not cost the lock: the line is for people only. */
export function writeHolder(file: LockableFile, holder: LockHolder): void {
  const text = JSON.stringify(holder);
  const isLong = byteLength(text) > lineLength - 2;
  replaceIfRoom(file, lineOf(isLong ? JSON.stringify({ ...holder, command: "" }) : text));
}

export function writeFree(file: LockableFile): void {
  replaceIfRoom(file, freeLine);
}

export function readLine(file: LockableFile): string {
  return decoder.decode(file.read(0, lineLength));
}

/** Tells the holder that somebody waits, where it is one of ours: a tab in place of its last space. */
export function showWaiting(file: LockableFile): void {
  if (decoder.decode(file.read(waitingAt, 2)) === " \n") file.write(waitingAt, waitingMark);
}

/** Whether somebody waited since the line was written. */
export function isWaitedFor(file: LockableFile): boolean {
  return file.read(waitingAt, 1)[0] === waitingMark[0];
}

function lineOf(text: string): Uint8Array {
  return encoder.encode(
    `${text.padEnd(lineLength - 1 - (byteLength(text) - text.length))}\n`,
  );
}

function byteLength(text: string): number {
  return encoder.encode(text).length;
}

function replaceIfRoom(file: LockableFile, line: Uint8Array): void {
  try {
    file.replace(line);
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EFBIG") throw thrown;
  }
}

const pidField = `{"pid":`;

/**
 * Whether that can be what a lock file says: nothing, `free`, a PID, or a holder, whole or cut. `Pipfile.lock` and a
 * file that somebody linked here say other things, and are somebody's work.
 */
function isLockText(text: string): boolean {
  const said = text.slice(0, lineLength).replaceAll("\0", "").trimStart();
  if (said === "" || /^(free|\d{1,10})(\s|$)/.test(said)) return true;
  return pidField.startsWith(said.trimEnd()) || said.startsWith(pidField) ||
    parseHolder(said) !== null;
}

/** @throws where the text is none of a lock file. */
export function refuseOther(path: string, text: string): void {
  if (isLockText(text)) return;
  throw new Error(`what ${path} says is not what a lock file says; it is left as it is`);
}

/** Who is written there, whether that process lives or not; `null`: nobody, or nothing whole. */
export function parseHolder(text: string): LockHolder | null {
  const line = text.split("\n", 1)[0] ?? "";
  if (!line.startsWith("{")) return parsePlain(text);
  try {
    return fromLine(JSON.parse(line) as Partial<LockHolder>);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function fromLine(line: Partial<LockHolder>): LockHolder | null {
  const { pid, host, startedAt, since, command, startMark, bootId, kernelLocked } = line;
  if (!Number.isSafeInteger(pid) || typeof host !== "string") return null;
  return {
    pid: Number(pid),
    host,
    startedAt: textOr(startedAt, ""),
    since: textOr(since, ""),
    command: textOr(command, ""),
    startMark: textOr(startMark, null),
    bootId: textOr(bootId, null),
    kernelLocked: kernelLocked === true,
  };
}

function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === "string" ? value : otherwise;
}

/** PID and host on two lines, as other programs with the same convention write it. */
function parsePlain(text: string): LockHolder | null {
  const [, pid, host] = /^(\d{1,10})\n(\S+)\n/.exec(text) ?? [];
  if (pid === undefined || host === undefined) return null;
  return {
    pid: Number(pid),
    host,
    startedAt: "",
    since: "",
    command: "",
    startMark: null,
    bootId: null,
    kernelLocked: false,
  };
}
