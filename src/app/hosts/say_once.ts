/** What is said by the same hands twice in a row is said once. */
export function sayingOnce(): (say: (line: string) => void, line: string) => void {
  const last = new WeakMap<(line: string) => void, string>();
  return (say, line) => {
    if (last.get(say) !== line) say(line);
    last.set(say, line);
  };
}
