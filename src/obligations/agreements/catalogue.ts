/**
 * The rows of the catalogue of obligations: what national agreements, guidance and law ask of the two sides.
 *
 * The base agreement says of each one with which duty it is watched, or why a gateway cannot see it, so that none is
 * forgotten in silence. Source: the catalogue that `profiles/agreements/lga.json` names in `catalogue`.
 */
export const catalogueRows: readonly string[] = [
  ...['O01', 'O02', 'O03', 'O04', 'O05', 'O06', 'O07', 'O08', 'O08a', 'O09', 'O09a', 'O10', 'O11', 'O12', 'O13', 'O14'],
  ...['O15', 'O16', 'O17', 'O18', 'O18a', 'O19', 'O20', 'O21', 'O22', 'O23', 'O24', 'O25', 'O26', 'O27', 'O28', 'O29'],
  'O30'
]

/** The agreement that holds where no other does, and that all others refine in the end. */
export const BASE_AGREEMENT = 'lga'
