/** A stage's place in the palette of twelve: the same on every page and machine, light or dark. */
export function stageHue(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  // The low bits of FNV-1a alone put `dev` and `prod` side by side; folding the high ones in spreads them.
  return ((hash ^ (hash >>> SPREAD)) >>> 0) % 12;
}

const SPREAD = 7;
