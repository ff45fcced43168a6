/** What somebody wants as it was, among what there is then. */
export type TakeBackStep =
  /** `back`: so many operations before the last one; 0: none is named. */
  | { readonly kind: "undo"; readonly back: number }
  | { readonly kind: "redo" }
  | { readonly kind: "restore"; readonly back: number; readonly exact: boolean };
