import type { GenericSchema, InferOutput } from "valibot";

type Plain<T> = T extends readonly (infer Item)[] ? readonly Plain<Item>[]
  : T extends object ? { readonly [Key in keyof T]: Plain<T[Key]> }
  : T;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? unknown
  : { readonly "the schema and the type differ": [A, B] };

/** The schema as it is; what its type has and it lacks, or the other way round, does not compile. */
export function exactly<T>() {
  return <const S extends GenericSchema>(schema: S & Same<Plain<T>, Plain<InferOutput<S>>>): S =>
    schema;
}
