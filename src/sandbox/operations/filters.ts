import { filterFields } from "../decode/bodies.ts";
import { required } from "../errors.ts";
import { createFilter, deleteFilter } from "../rules/saved_filters.ts";
import { showFilterQuery } from "../show/project.ts";
import { freshInstant } from "../time.ts";
import { bodyOf, idOf } from "./requests.ts";
import { create, inVersion, type Operation, remove } from "./operation.ts";

interface FilterBody {
  readonly title?: string;
  readonly description?: string;
  readonly filters?: { readonly filter?: string };
}

export const filterOperations: readonly Operation[] = inVersion(
  1,
  create("/filters", "filters.create", (call) => {
    const { title = "", description = "", filters } = bodyOf<FilterBody>(call, filterFields);
    if (title === "") throw required("title");
    const filter = filters?.filter ?? "";
    const saved = createFilter(call.world, call.user, { title, description, filter });
    return {
      body: {
        id: saved.id,
        filters: showFilterQuery(filter),
        title,
        description,
        owner: null,
        is_favorite: false,
        created: freshInstant(saved.createdMs),
        updated: freshInstant(saved.updatedMs),
      },
    };
  }),
  remove("/filters/:filter", "filters.delete", (call) => {
    deleteFilter(call.world, call.user, idOf(call, "filter"));
  }),
);
