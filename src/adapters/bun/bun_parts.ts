import process from "node:process";

type Pipe = "pipe" | "ignore" | "inherit";

interface SpawnOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Pipe;
  readonly stdout: Pipe;
  readonly stderr: Pipe;
}

export interface Subprocess {
  readonly pid: number;
  readonly stdin: {
    write(bytes: Uint8Array): number;
    flush(): number | Promise<number>;
    end(): number | Promise<number>;
  };
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** 128 and its number where a signal ended it. */
  readonly exited: Promise<number>;
  readonly signalCode: string | null;
  kill(signal: string): void;
}

interface FinishedSubprocess {
  readonly exitCode: number | null;
  readonly signalCode?: string | null;
  readonly stdout: Uint8Array | null | undefined;
  readonly stderr: Uint8Array | null | undefined;
}

interface BunSocket {
  /** How many bytes the kernel took at once. */
  write(bytes: Uint8Array): number;
  end(): void;
}

interface SocketHandlers {
  data(socket: BunSocket, bytes: Uint8Array): void;
  drain(socket: BunSocket): void;
  end(socket: BunSocket): void;
  close(socket: BunSocket): void;
  error(socket: BunSocket, error: Error): void;
}

export type SocketPlace =
  | { readonly unix: string }
  | { readonly hostname: string; readonly port: number };

/** What is used here of `globalThis.Bun`; it throws what the system says, with its `code`. */
interface Bun {
  spawn(words: readonly string[], options: SpawnOptions): Subprocess;
  spawnSync(words: readonly string[], options: SpawnOptions): FinishedSubprocess;
  connect(to: SocketPlace & { readonly socket: SocketHandlers }): Promise<BunSocket>;
  /** Returns when it is done. */
  gc(isWaitedFor: true): number;
  readonly stdin: { stream(): ReadableStream<Uint8Array<ArrayBuffer>> };
  /** `node:crypto` takes milliseconds to load. */
  readonly CryptoHasher: new (algorithm: "sha256") => {
    update(content: string | Uint8Array): unknown;
    digest(encoding: "hex"): string;
  };
}

interface ForeignFunctions {
  dlopen<Names extends string>(
    library: string,
    symbols: Readonly<
      Record<Names, { readonly args: readonly string[]; readonly returns: string }>
    >,
  ): {
    readonly symbols: Readonly<
      Record<Names, (...args: readonly (number | Uint8Array)[]) => number>
    >;
  };
  /** Where its bytes are, for as long as it is not collected. */
  ptr(bytes: Uint8Array): number;
  readonly read: { i32(pointer: number, offset: number): number };
}

/** @throws {TypeError} this is another runtime. */
export function bun(): Bun {
  const found: unknown = Reflect.get(globalThis, "Bun");
  if (isBun(found)) return found;
  throw new TypeError("this is not Bun");
}

/** @throws {TypeError} this is another runtime. */
export function foreignFunctions(): ForeignFunctions {
  const found: unknown = process.getBuiltinModule("bun:ffi");
  if (areForeignFunctions(found)) return found;
  throw new TypeError("this is not Bun");
}

function isBun(found: unknown): found is Bun {
  return typeof found === "object" && found !== null && "spawn" in found && "connect" in found;
}

function areForeignFunctions(found: unknown): found is ForeignFunctions {
  return typeof found === "object" && found !== null && "dlopen" in found && "read" in found;
}
