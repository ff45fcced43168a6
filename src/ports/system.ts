/**
 * What this program needs of the system that it runs on. What fails throws what the system says, with its `code`
 * (`ENOENT`, `EACCES`, …); paths are as the folder sees them that this process is in.
 */
export interface FileFacts {
  readonly isFile: boolean;
  readonly isFolder: boolean;
  /** Of the link itself; never of what was followed. */
  readonly isLink: boolean;
  readonly isSocket: boolean;
  readonly size: number;
  /** With the bits of its kind; 0 where the system has none, as the next four. */
  readonly mode: number;
  readonly dev: number;
  readonly ino: number;
  readonly uid: number;
  readonly gid: number;
  /** Whole milliseconds since 1970, cut off. */
  readonly modifiedMs: number;
  /** When the kernel last noted a change of any kind, which nobody can put back; whole seconds in places. */
  readonly changedMs: number;
  /** 0 where the file system does not keep it. */
  readonly bornMs: number;
}

export interface Opening {
  readonly read?: boolean;
  readonly write?: boolean;
  /** Everything that is written comes after what is there. */
  readonly append?: boolean;
  /** Makes it where it is not there. */
  readonly create?: boolean;
  /** Makes it, and fails with `EEXIST` where it is there. */
  readonly createNew?: boolean;
  readonly truncate?: boolean;
  readonly mode?: number;
}

/** Reads and writes share one position. */
export interface OpenFile extends Disposable {
  /** How many bytes; `null`: there is no more. */
  read(into: Uint8Array): number | null;
  /** How many bytes were taken. */
  write(bytes: Uint8Array): number;
  /** From the start. */
  seek(to: number): void;
  truncate(size: number): void;
  facts(): FileFacts;
  /** On disk when it returns. */
  sync(): void;
  /** On disk when it resolves; others go on meanwhile. */
  syncLater(): Promise<void>;
  /** The kernel's lock on the whole file, which ends with this opening. Never waits; `false`: somebody has it. */
  tryLock(how: "exclusive" | "shared"): boolean;
  unlock(): void;
  close(): void;
}

export interface Files {
  /** `null`: there is nothing, or a link that leads nowhere. */
  facts(path: string): FileFacts | null;
  /** Of a link itself. `null`: there is nothing. */
  linkFacts(path: string): FileFacts | null;
  readText(path: string): string;
  /** Of what may keep its reader waiting, as a pipe does. */
  readTextLater(path: string): Promise<string>;
  readBytes(path: string): Uint8Array;
  write(path: string, content: string | Uint8Array, how?: Opening): void;
  open(path: string, how: Opening): OpenFile;
  /** Names, in no order. */
  list(folder: string): readonly string[];
  makeFolder(path: string, mode?: number): void;
  /** A new one, for this user only; without `folder` where the system keeps such things. */
  makeTempFolder(prefix: string, folder?: string): string;
  makeTempFile(prefix: string, folder: string): string;
  rename(from: string, to: string): void;
  copy(from: string, to: string): void;
  /** A second name. */
  link(from: string, to: string): void;
  remove(path: string): void;
  /** With all that is in it. */
  removeTree(path: string): void;
  changeMode(path: string, mode: number): void;
  /** `-1`: it stays. */
  changeOwner(path: string, uid: number, gid: number): void;
  changeTimes(path: string, at: Date): void;
  realPath(path: string): string;
  readLink(path: string): string;
}

type Pipe = "inherit" | "nothing" | "piped";

export interface ChildOptions {
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Pipe;
  readonly stdout?: Pipe;
  readonly stderr?: Pipe;
}

export interface Ended {
  /** 128 and the number of the signal that ended it. */
  readonly code: number;
  /** Name of the signal that ended it. */
  readonly killedBy: string | null;
  /** Empty where it was not piped. */
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
}

export interface Child {
  readonly pid: number;
  /** Writes to its stdin, and closes it; a program need not read what it is given. */
  feed(text: string): Promise<void>;
  /** What it printed and how it ended. */
  readonly ended: Promise<Ended>;
  /** One that ended already gets none. */
  kill(signal: SignalName): void;
}

export interface Children {
  /** @throws with `ENOENT`: there is no such program; `EACCES`: it may not be run. */
  start(program: string, args: readonly string[], options: ChildOptions): Child;
  /** Waits, and the whole process with it. */
  runNow(program: string, args: readonly string[]): Ended;
}

export type SignalName =
  | "SIGHUP"
  | "SIGINT"
  | "SIGKILL"
  | "SIGQUIT"
  | "SIGTERM"
  | "SIGTSTP"
  | "SIGUSR1"
  | "SIGUSR2"
  | "SIGWINCH";

/** The process that this program runs as. */
export interface ThisProcess {
  readonly args: readonly string[];
  readonly pid: number;
  readonly os: "linux" | "darwin" | "windows" | "other";
  /** `null`: the system has none. */
  uid(): number | null;
  /** All words that started it, the runtime and the script too. */
  words(): readonly string[];
  /** The program that runs: a binary of ours, or the runtime. */
  programPath(): string;
  folder(): string;
  changeFolder(path: string): void;
  env(name: string): string | undefined;
  removeFromEnv(name: string): void;
  /** Whether the runtime lets this program do that: with `which`, that program or that variable. */
  may(what: "env" | "ffi" | "read" | "run" | "sys", which?: string): boolean;
  memoryBytes(): number;
  exit(code: number): never;
  /** Stops, as Ctrl-Z does to a program that does not hear of it; returns when somebody lets it go on. */
  pause(): void;
  /** Until disposed, the signal does not end this process but is told of. */
  onSignal(name: SignalName, told: () => void): Disposable;
  /** Signal 0. `false`: there is no such process. */
  isThere(pid: number): boolean;
}

interface StandardInput {
  isTerminal(): boolean;
  /** `null` at its end. */
  read(into: Uint8Array): Promise<number | null>;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Raw: keys come as they are typed, and do not show; Ctrl-C stays a signal. */
  setRaw(isRaw: boolean): void;
}

export interface StandardOutput {
  isTerminal(): boolean;
  /** How many bytes were taken. */
  write(bytes: Uint8Array): number;
}

export interface Streams {
  readonly input: StandardInput;
  readonly output: StandardOutput;
  readonly errors: StandardOutput;
  /** Of the terminal. @throws where no stream of ours tells. */
  size(): { readonly columns: number; readonly rows: number };
}

/** One reader and one writer at a time. */
export interface Connection {
  /** `null`: the other end has said all. */
  read(into: Uint8Array): Promise<number | null>;
  write(bytes: Uint8Array): Promise<number>;
  /** What still reads then fails. A second call does nothing. */
  close(): void;
}

/** @throws with `ENOENT`, `ECONNREFUSED`, `ENOTDIR`: nobody listens there; `EINVAL`: no path can be so long. */
export type ConnectUnix = (path: string) => Promise<Connection>;

/** To a host by name or address. @throws with `ECONNREFUSED`, `ENOTFOUND`, `EHOSTUNREACH`, …. */
export type ConnectTcp = (host: string, port: number) => Promise<Connection>;

/** Sends one datagram to a Unix socket; rejects where nobody takes it. */
export type SendDatagram = (path: string, bytes: Uint8Array) => Promise<void>;

/** A file made or emptied for this user only, open under a number that others can look up in `/proc`. */
export type OpenDescriptor = (path: string) => Disposable & {
  readonly descriptor: number;
  /** From its beginning on, over what is there. */
  write(text: string): void;
};

/** Programs that are started from now on do not have that descriptor, where this can be had. */
export type KeepFromChildren = (descriptor: number) => void;

/** What `fetch` is given so that it trusts these certificates (PEM) beside the usual ones. */
export type TrustIn = (authorities: string) => Disposable & {
  readonly options: Readonly<Record<string, unknown>>;
};

/** Of a process that serves for long; neither runtime collects by itself while it has memory left. */
export interface Memory {
  /** All garbage, now; takes some 20 ms. */
  collectGarbage(): void;
  /** What a process that has nothing to do can be without. */
  giveBack(): void;
  /** Has `forget` called each time memory is given back: it lets go of what can be had again. */
  onGiveBack(forget: () => void): Disposable;
}

/** In hex. */
export type Sha256 = (content: string | Uint8Array) => string;

/** The same of what comes piece by piece. */
export type StartSha256 = () => {
  update(bytes: Uint8Array): void;
  /** To be asked for once, at the end. */
  hex(): string;
};

type Bytes = Uint8Array<ArrayBuffer>;

/** `listxattr(2)` and the like: a length, or a negative number. Texts end with a zero byte. */
export interface AttributeCalls {
  readonly listxattr: (path: Bytes, into: Bytes, size: number) => number;
  readonly getxattr: (path: Bytes, name: Bytes, into: Bytes, size: number) => number;
  readonly setxattr: (
    path: Bytes,
    name: Bytes,
    value: Bytes,
    size: number,
    flags: number,
  ) => number;
}

/** `fetch` over a connection that no other request has; the status of the answer. */
export type FetchAlone = (url: string, init: RequestInit) => Promise<number>;

/** Calls again and again, and keeps no process from ending. */
export type BackgroundInterval = (call: () => void, everyMs: number) => Disposable;

/**
 * Calls once, after so many milliseconds, at most 2^31 - 1, or in the next turn of the event loop where it is none;
 * never once it is disposed of.
 */
export type StartTimer = (call: () => void, ms: number) => Disposable;
