/** Why a file cannot be read, in words. */
export function fileReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  switch (error.name) {
    case "NotFound":
      return "there is no such file";
    case "PermissionDenied":
      return "this user may not read it";
    case "IsADirectory":
      return "it is a folder";
    default:
      return error.message;
  }
}
