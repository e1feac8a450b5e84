import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { Refusal } from "./api/client";
import { router } from "./app/routes";
import "./styles/tokens.css";
import "./styles/base.css";
import "./parts/parts.css";
import "./app/frame.css";
import "./pages/pages.css";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer; only silence is worth asking again.
      retry: (count, error) => count < 2 && error instanceof Refusal && (error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: true,
    },
  },
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
