/** Where the test numbers of the demonstration begin. */
const FIRST = 999_900_001

/**
 * The n-th test BSN of the demonstration: nine digits that begin with 9999 and pass the 11-test.
 *
 * Source: domain rule of the BSN: 9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h - i is a multiple of 11.
 * @param index - from 0.
 */
export function testBsn(index: number): string {
  let found = -1
  for (let number = FIRST; number < FIRST + 12 * (index + 3); number++) {
    if (passes(String(number))) found += 1
    if (found === index) return String(number)
  }
  throw new Error('twelve numbers in a row hold one that passes')
}

function passes(digits: string): boolean {
  const sum = digits
    .split('')
    .reduce((total, digit, place) => total + Number(digit) * (place === 8 ? -1 : 9 - place), 0)
  return sum % 11 === 0
}
