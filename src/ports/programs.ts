export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without input to its end; `null`: there is none of that name. */
export type RunProgram = (words: readonly string[]) => Promise<ProgramResult | null>;
