/** Long: kills, races and faults by the hundred, and every command in a process of its own. */
export type Form = "short" | "long";

export interface Place {
  readonly root: string;
  readonly form: Form;
  /** Shows a text: at once, or where others run beside it when the step has ended. */
  readonly say: (text: string) => void;
  readonly isAtOnce: boolean;
}
