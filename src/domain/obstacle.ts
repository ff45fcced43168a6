/**
 * Projects of Vikunja by their path ({@link projectKey}): why no task can be put into one, with the way
 * out; `null`: nothing speaks against it.
 */
export type Obstacles = ReadonlyMap<string, string | null>;

export function projectKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** What speaks against the project at that path, or against the one that it would be made in. */
export function obstacleAt(obstacles: Obstacles, path: readonly string[]): string | null {
  for (let length = path.length; length > 0; length--) {
    const known = obstacles.get(projectKey(path.slice(0, length)));
    if (known !== undefined) return known;
  }
  return null;
}
