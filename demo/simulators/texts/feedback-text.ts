/** A rubric of a letter: its code, its title, and ways to fill it; `{on}` and `{expected}` become days in words. */
export interface Rubric {
  /** A code of the CodeSystem report-section. */
  readonly code: string
  readonly title: string
  readonly texts: readonly string[]
}

/** What people write in feedback of one kind. */
export interface FeedbackText {
  readonly title: string
  readonly rubrics: readonly Rubric[]
}

/** A rubric with one or more ways to fill it. */
export function rubric(code: string, title: string, ...texts: readonly string[]): Rubric {
  return { code, title, texts }
}

/** A rubric as it stands in one letter. */
export interface Written {
  readonly code: string
  readonly title: string
  readonly text: string
}

/**
 * The rubrics of one letter.
 *
 * @param choice - which of the ways to fill a rubric, taken round.
 * @param days - `YYYY-MM-DD`; what is not known is written as `een nader te bepalen datum`.
 */
export function written(
  { rubrics }: FeedbackText,
  { choice, on, expectedOn }: { readonly choice: number; readonly on?: string; readonly expectedOn?: string }
): readonly Written[] {
  return rubrics.map(({ code, title, texts }) => ({
    code,
    title,
    text: (texts[choice % texts.length] ?? '')
      .replaceAll('{on}', inWords(on))
      .replaceAll('{expected}', inWords(expectedOn))
  }))
}

const words = new Intl.DateTimeFormat('nl-NL', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

function inWords(day: string | undefined): string {
  return day === undefined ? 'een nader te bepalen datum' : words.format(new Date(`${day}T00:00:00Z`))
}
