/** Why a file cannot be read, in words. */
export function fileReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  switch ("code" in error ? error.code : null) {
    case "ENOENT":
      return "there is no such file";
    case "EACCES":
      return "this user may not read it";
    case "EISDIR":
      return "it is a folder";
    default:
      return error.message;
  }
}
