interface Placed {
  readonly id: number;
  readonly title: string;
  readonly parentId: number;
}

/**
 * Titles from the top down to the project. A parent that is not shared with this account makes its child a top one;
 * parents that go in a circle end where it closes.
 */
export function projectPath<P extends Placed>(
  project: P,
  byId: ReadonlyMap<number, P>,
): readonly string[] {
  const path: string[] = [];
  const seen = new Set<number>();
  for (
    let at: P | undefined = project;
    at !== undefined && !seen.has(at.id);
    at = byId.get(at.parentId)
  ) {
    seen.add(at.id);
    path.unshift(at.title);
  }
  return path;
}
