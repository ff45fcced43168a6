/**
 * `Deno.errors` for `instanceof`: Node's and Bun's errors pass through as they are and are known by their
 * `code`. Nothing constructs one of these.
 */
export const errors = {
  AlreadyExists: errorWith("EEXIST"),
  BadResource: errorWith("EBADF"),
  BrokenPipe: errorWith("EPIPE"),
  ConnectionRefused: errorWith("ECONNREFUSED"),
  /** Nothing is ever refused for want of a permission. */
  NotCapable: errorWith(),
  NotADirectory: errorWith("ENOTDIR"),
  NotFound: errorWith("ENOENT"),
  PermissionDenied: errorWith("EACCES", "EPERM"),
  WouldBlock: errorWith("EAGAIN"),
};

function errorWith(...codes: readonly string[]) {
  return class {
    static [Symbol.hasInstance](thrown: unknown): boolean {
      const code = thrown instanceof Error && "code" in thrown ? thrown.code : null;
      return typeof code === "string" && codes.includes(code);
    }
  };
}

/** An error of the system that the system did not raise itself. */
export function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}
