/** Something wrong with an agreement. */
export interface AgreementProblem {
  /** JSON pointer (RFC 6901) into the file. */
  readonly pointer: string
  readonly message: string
}

/** A problem with the file that it is in. */
export interface FileProblem extends AgreementProblem {
  readonly file: string
}
