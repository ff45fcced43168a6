/** The codes of the system that Deno has a class for. */
const codes = {
  AlreadyExists: ["EEXIST"],
  BadResource: ["EBADF"],
  BrokenPipe: ["EPIPE"],
  ConnectionRefused: ["ECONNREFUSED"],
  IsADirectory: ["EISDIR"],
  /** Nothing is ever refused for want of a permission of the runtime. */
  NotCapable: [],
  NotADirectory: ["ENOTDIR"],
  NotFound: ["ENOENT"],
  PermissionDenied: ["EACCES", "EPERM"],
  WouldBlock: ["EAGAIN"],
} as const;

/**
 * `Deno.errors` for `instanceof`: Node's and Bun's errors pass through as they are and are known by their
 * `code`. Nothing constructs one of these.
 */
export const errors = {
  AlreadyExists: errorWith(codes.AlreadyExists),
  BadResource: errorWith(codes.BadResource),
  BrokenPipe: errorWith(codes.BrokenPipe),
  ConnectionRefused: errorWith(codes.ConnectionRefused),
  IsADirectory: errorWith(codes.IsADirectory),
  NotCapable: errorWith(codes.NotCapable),
  NotADirectory: errorWith(codes.NotADirectory),
  NotFound: errorWith(codes.NotFound),
  PermissionDenied: errorWith(codes.PermissionDenied),
  WouldBlock: errorWith(codes.WouldBlock),
};

function errorWith(wanted: readonly string[]) {
  return class {
    static [Symbol.hasInstance](thrown: unknown): boolean {
      return wanted.includes(codeOf(thrown) ?? "");
    }
  };
}

/** What it rejects with has the `name` that Deno gives it, which pure code looks at. */
export async function named<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const code = codeOf(thrown) ?? "";
    const found = Object.entries(codes).find(([, of]) => (of as readonly string[]).includes(code));
    if (thrown instanceof Error && found !== undefined) thrown.name = found[0];
    throw thrown;
  }
}

/** An error of the system that the system did not raise itself. */
export function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

function codeOf(thrown: unknown): string | null {
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
  return typeof code === "string" ? code : null;
}
