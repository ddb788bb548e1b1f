/** Powers of ten of the prefixes of UCUM. Source: https://ucum.org/ucum, table 1 */
const PREFIXES: ReadonlyMap<string, number> = new Map([
  ['', 0],
  ...(['da', 'h', 'k', 'M', 'G', 'T'] as const).map((prefix, at) => [prefix, [1, 2, 3, 6, 9, 12][at] ?? 0] as const),
  ...(['d', 'c', 'm', 'u', 'n', 'p', 'f'] as const).map(
    (prefix, at) => [prefix, -([1, 2, 3, 6, 9, 12, 15][at] ?? 0)] as const
  )
])

/** Units that are prefixed, as clinical messages have them; `l` and `L` are one. Source: https://ucum.org/ucum, tables 2 to 5 */
const UNITS = [
  'mol',
  'cal',
  'osm',
  'eq',
  'Hz',
  'Pa',
  'Bq',
  'Gy',
  'Sv',
  'L',
  'l',
  'g',
  'm',
  's',
  'J',
  'W',
  'V',
  'A',
  'K'
]

/**
 * The power of ten between two units that differ only by a metric prefix: 3 from `kg` to `g`, -3 from `g` to `kg`.
 *
 * @returns undefined for any other two, as `g` and `[lb_av]`, or `mg/dL` and `g/L`.
 */
export function powerOfTen(from: unknown, to: unknown): number | undefined {
  const [one, other] = [prefixed(from), prefixed(to)]
  return one === undefined || other === undefined || one.unit !== other.unit ? undefined : one.power - other.power
}

/** A decimal with its point moved, exactly; undefined for a text that is none. */
export function shiftedBy(decimal: string, power: number): number | undefined {
  const [, digits, exponent = '0'] = /^(-?[\d.]+)(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? []
  const shifted = Number(`${digits ?? ''}e${Number(exponent) + power}`)
  return digits === undefined || Number.isNaN(shifted) ? undefined : shifted
}

function prefixed(code: unknown): { readonly unit: string; readonly power: number } | undefined {
  if (typeof code !== 'string') return undefined
  for (const unit of UNITS) {
    const power = code.endsWith(unit) ? PREFIXES.get(code.slice(0, -unit.length)) : undefined
    if (power !== undefined) return { unit: unit === 'l' ? 'L' : unit, power }
  }
  return undefined
}
