const script = 'printf %s "$2" > "$1" && chmod "$3" "$1"';

/**
 * Writes a program that is to be run at once. By a process of its own: as long as a process that somebody else has just
 * forked off this one has a file open for writing, as it had before, nobody can run it (ETXTBSY).
 */
export function writeExecutable(path: string, text: string, mode = 0o755): void {
  const { success, stderr } = new Deno.Command("sh", {
    args: ["-c", script, "sh", path, text, mode.toString(8)],
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
