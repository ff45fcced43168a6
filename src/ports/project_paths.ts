/** Paths from the root. */
export interface ProjectPaths {
  /** Of all projects of Vikunja: as they were last read, or asked for now. */
  projectPaths(
    from: "memory" | "server",
    signal: AbortSignal,
  ): Promise<readonly (readonly string[])[]>;
}
