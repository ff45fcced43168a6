import { loginFields, registerFields, tokenFields } from "../decode/bodies.ts";
import { Refusal } from "../errors.ts";
import { login, register, type Registration } from "../rules/accounts.ts";
import { permissionRoutes } from "../rules/permissions.ts";
import { createToken, deleteToken, type TokenBody, tokensOf } from "../rules/tokens.ts";
import { showAccount, showInfo, showRegistered, showToken } from "../show/account.ts";
import { showUser } from "../show/user.ts";
import { behaviours } from "../version.ts";
import { listing } from "./outcome.ts";
import { bodyOf, idOf } from "./requests.ts";
import { act, ask, create, inVersion, list, type Operation, remove } from "./operation.ts";

export const accountOperations: readonly Operation[] = [
  ask("/info", "nobody", ({ publicUrl, world }) => ({
    schema: "VikunjaInfos",
    body: showInfo(publicUrl, world),
  })),
  act("/register", "nobody", (call) => {
    const user = register(call.world, bodyOf<Registration>(call, registerFields));
    return { status: { v1: 200, v2: 201 }, schema: "User", body: showRegistered(user) };
  }),
  act("/login", "nobody", (call) => {
    const { username = "", password = "" } = bodyOf<Registration>(call, loginFields);
    const { token } = login(call.world, username, password);
    return { status: { v1: 200, v2: 200 }, schema: "AuthTokenBodyBody", body: { token } };
  }),
  ask("/user", "other.user", ({ user }) => ({ schema: "UserInfoBody", body: showAccount(user) })),
  list("/tokens", "login", ({ world, user }) =>
    listing(tokensOf(world, user), {
      of: "APIToken",
      show: (tokens) => tokens.map((one) => showToken(one, behaviours[world.as])),
    })),
  create("/tokens", "login", (call) => {
    const token = createToken(call.world, call.user, bodyOf<TokenBody>(call, tokenFields));
    return { body: showToken(token, behaviours[call.world.as], { fresh: true }) };
  }),
  remove("/tokens/:id", "login", (call) => {
    deleteToken(call.world, call.user, idOf(call, "id"));
  }),
  ...inVersion(1, ask("/token/test", "anybody with a token", () => ({ body: { message: "ok" } }))),
  ...inVersion(2, ask("/token/test", "login", () => ({ body: { message: "ok" } }))),
  ...inVersion(
    1,
    ask("/users", "other.users", ({ query, world }) => ({
      body: world.store.by.userByName(query.get("s") ?? "").map(showUser),
    })),
    act("/user/token", "login", () => {
      throw new Refusal(
        400,
        null,
        "User tokens cannot be renewed via this endpoint. Use POST /user/token/refresh with a refresh token.",
      );
    }),
    act("/user/token/refresh", "nobody", () => {
      throw new Refusal(401, null, "No refresh token provided.");
    }),
    ask("/routes", "other.routes", ({ world }) => ({ body: permissionRoutes(world) })),
  ),
];
