export function ActionDialog() {
  return null;
}
