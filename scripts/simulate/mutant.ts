/** A way to break the program: places of the code, exactly as they stand there, and what takes their place. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Looked for among schedules of several hosts. */
  readonly isHosted?: true;
}

interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}
