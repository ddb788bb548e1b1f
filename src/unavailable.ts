/**
 * The store cannot take a write now, and has not taken it: the disk is full or fails, too much waits, or it is closing.
 *
 * Not a bug: whoever sent the message is told to send it again (503).
 */
export class UnavailableError extends Error {}
