/** A display as it is compared: without regard to case and white space. */
export function plainDisplay(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().toLowerCase()
}

/** Whether a display is one of these. */
export function isOneOf(display: string, displays: readonly string[]): boolean {
  if (displays.includes(display)) return true
  const wanted = plainDisplay(display)
  return displays.some((one) => plainDisplay(one) === wanted)
}
