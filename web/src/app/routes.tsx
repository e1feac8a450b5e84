/** Every page and its address on one screen. */

import { createBrowserRouter, Navigate } from "react-router";
import { Activity } from "../pages/activity/Activity";
import { DeviceLogin } from "../pages/DeviceLogin";
import { Join } from "../pages/Join";
import { Missing } from "../pages/Missing";
import { Model } from "../pages/model/Model";
import { Models } from "../pages/models/Models";
import { Project } from "../pages/projects/Project";
import { Projects } from "../pages/projects/Projects";
import { SignIn } from "../pages/SignIn";
import { Settings } from "../pages/settings/Settings";
import { Crash } from "./Crash";
import { Frame } from "./Frame";

export const router = createBrowserRouter([
  { path: "/sign-in", element: <SignIn />, errorElement: <Crash /> },
  { path: "/join", element: <Join />, errorElement: <Crash /> },
  { path: "/auth/device-login", element: <DeviceLogin />, errorElement: <Crash /> },
  {
    element: <Frame />,
    errorElement: <Crash />,
    children: [
      { path: "/", element: <Navigate to="/models" replace /> },
      { path: "/projects", element: <Projects /> },
      { path: "/projects/:project", element: <Project /> },
      { path: "/models", element: <Models /> },
      { path: "/models/:repository/*", element: <Model /> },
      { path: "/activity", element: <Activity /> },
      { path: "/settings", element: <Navigate to="/settings/me" replace /> },
      { path: "/settings/:section", element: <Settings /> },
      { path: "/settings/:section/:of", element: <Settings /> },
      { path: "*", element: <Missing /> },
    ],
  },
]);
