/** What the hook leaves in the state folder. */
export interface HookSpool {
  /** Makes its place there; nothing where it is. */
  provide(): void;
  /** How much of it nobody has looked at. */
  bytes(): Promise<number>;
  /** Takes away all of it but what a daemon watches as long as it runs. */
  remove(): Promise<void>;
}
