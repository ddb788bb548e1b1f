import { fork } from 'node:child_process'
import { once } from 'node:events'
import { openSync, closeSync } from 'node:fs'
import { devNull } from 'node:os'

/** A process of a bench that takes questions and answers each, in order. */
export interface Child<Ask extends object, Answer> {
  ask(question: Ask): Promise<Answer>
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>
}

/** A gateway with much in flight lets it end first; what takes longer than this hangs. */
const STOP_MS_MAX = 20_000

/**
 * Starts a script of this folder as a process of its own, on the Node that runs this one; what it logs goes nowhere.
 *
 * It ends when it loses touch with this process, so none is left behind by a bench that fails.
 */
export function startChild<Ask extends object, Answer>(
  script: string,
  { env = {}, execArgv = [] }: { readonly env?: Readonly<Record<string, string>>; readonly execArgv?: string[] } = {}
): Child<Ask, Answer> {
  const nowhere = openSync(devNull, 'w')
  const child = fork(new URL(script, import.meta.url), {
    env: { PATH: process.env.PATH, ...env },
    execArgv,
    stdio: ['ignore', nowhere, 'inherit', 'ipc']
  })
  closeSync(nowhere)
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = []
  child.on('message', (answer) => waiting.shift()?.resolve(answer as Answer))
  child.once('exit', (code) => {
    for (const one of waiting) one.reject(new Error(`${script} ended with ${code ?? 'a signal'}`))
  })
  return {
    ask: async (question) =>
      new Promise<Answer>((resolve, reject) => {
        waiting.push({ resolve, reject })
        child.send(question)
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX)
      await ended
      clearTimeout(timer)
    }
  }
}

/** The other end: answers each question of the parent, and closes when the parent lets go. */
export function serveParent(answer: (question: never) => Promise<object>, close: () => Promise<void>): void {
  process.on('message', (question) => {
    void answer(question as never).then((reply) => process.send?.(reply))
  })
  process.once('disconnect', () => void close())
}
