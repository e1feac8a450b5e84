/** Every page and its address on one screen. Each page is a script of its own, so that the first one loads soon. */

import type { ComponentType } from "react";
import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { Missing } from "../pages/Missing";
import { Skeleton } from "../parts/states";
import { Crash, NotLoaded } from "./Crash";
import { Frame } from "./Frame";

export const router = createBrowserRouter([
  {
    errorElement: <Crash alone />,
    children: [
      page("/sign-in", async () => (await import("../pages/SignIn")).SignIn, true),
      page("/join", async () => (await import("../pages/Join")).Join, true),
      page("/auth/device-login", async () => (await import("../pages/DeviceLogin")).DeviceLogin, true),
    ],
  },
  {
    element: <Frame />,
    errorElement: <Crash alone />,
    children: [
      { path: "/", element: <Navigate to="/models" replace /> },
      page("/projects", async () => (await import("../pages/projects/Projects")).Projects),
      page("/projects/:project", async () => (await import("../pages/project/Project")).Project),
      page("/models", async () => (await import("../pages/models/Models")).Models),
      page("/models/:repository/*", async () => (await import("../pages/model/Model")).Model),
      page("/activity", async () => (await import("../pages/activity/Activity")).Activity),
      { path: "/settings", element: <Navigate to="/settings/me" replace /> },
      page("/settings/:section", async () => (await import("../pages/settings/Settings")).Settings),
      page("/settings/:section/:of", async () => (await import("../pages/settings/Settings")).Settings),
      { path: "*", element: <Missing /> },
    ],
  },
]);

/** A page whose script is asked for when somebody goes there. `alone`: without the frame around it. */
function page(path: string, load: () => Promise<ComponentType>, alone = false): RouteObject {
  return {
    path,
    lazy: async () => ({ Component: await load().catch(notLoaded) }),
    hydrateFallbackElement: <Loading />,
    errorElement: <Crash alone={alone} />,
  };
}

function notLoaded(reason: unknown): never {
  throw new NotLoaded(String(reason));
}

function Loading() {
  return (
    <div className="page">
      <Skeleton lines={8} />
    </div>
  );
}
