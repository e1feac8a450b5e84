import { useCallback } from "react";
import { type NavigateOptions, useSearchParams } from "react-router";

/**
 * The parameters of the address, and what changes them. A change begins with what the address says by then, and is
 * drawn before the next key or click is heard: React Router hands out what it drew last, and draws when there is time,
 * so the second of two quick changes would take back the first.
 */
export function useAddress(): [
  URLSearchParams,
  (change: (before: URLSearchParams) => URLSearchParams, options?: NavigateOptions) => void,
] {
  const [url, setUrl] = useSearchParams();
  const change = useCallback(
    (to: (before: URLSearchParams) => URLSearchParams, options?: NavigateOptions) =>
      setUrl(() => to(new URLSearchParams(window.location.search)), { ...options, flushSync: true }),
    [setUrl],
  );
  return [url, change];
}
