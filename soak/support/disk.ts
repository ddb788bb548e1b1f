import { execFile, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, open, rm } from 'node:fs/promises'
import { rmSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Room for a cluster with its log; the file is sparse and takes what is written. */
const BYTES = 4 * 1024 ** 3

/** A program that mounts, formats or flushes; what takes longer than this hangs. */
const PROGRAM_MS_MAX = 60_000

/** How long a mount may stay busy with processes that are being killed. */
const BUSY_MS_MAX = 20_000

/** The line that a cut leaves in its log. */
export const CUT_LINE = 'cut'

/**
 * FS_IOC_SHUTDOWN, `_IOR('X', 125, __u32)`, with NOLOGFLUSH (2): the file system stops at once and drops all that was not
 * flushed, its own journal included, which is what a power cut leaves. Perl, because Node has no ioctl and every Debian has
 * Perl. Source: https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/uapi/linux/fs.h
 */
const CUT = `open my $disk, "<", $ARGV[0] or die "open: $!"; my $flags = pack "L", 2;
  open my $log, ">>", $ARGV[1] or die "log: $!"; syswrite $log, "${CUT_LINE}\\n" or die "log: $!";
  ioctl $disk, 0x8004587d, $flags or die "ioctl: $!"`

/** An ext4 file system of its own, mounted from an image file, whose power can be cut. */
export interface Disk {
  /** Where it is mounted; anyone may pass through. */
  readonly folder: string
  /**
   * Drops everything that was not flushed; from now on reading and writing fail until `remount`. The moment before, it adds
   * `CUT_LINE` to a log, so that what others add to the same log stands before or behind the cut.
   */
  cut(log: string): Promise<void>
  /** Unmounts it, once its last user is gone, and mounts it again, with which the file system recovers. */
  remount(): Promise<void>
  /** Waits until all that was written is on it. */
  flush(): Promise<void>
  /** Makes it empty. */
  format(): Promise<void>
  /** Unmounts it and removes the image. */
  end(): Promise<void>
}

/**
 * Makes and mounts a disk, and cuts its power once to see that it can.
 *
 * @throws Error where this machine or this user cannot.
 */
export async function makeDisk(imageFolder: string): Promise<Disk> {
  if (process.platform !== 'linux') throw new Error('only Linux has ext4')
  if (process.getuid?.() !== 0) throw new Error('only root mounts')
  const image = join(imageFolder, 'disk.img')
  const folder = await mkdtemp(join(tmpdir(), 'gateway-disk-'))
  await chmod(folder, 0o755)
  endWithProcess(folder, image)
  const disk = diskOf(image, folder)
  await allocate(image)
  await mount(image, folder)
  await disk.cut(devNull)
  await disk.format()
  return disk
}

function diskOf(image: string, folder: string): Disk {
  return {
    folder,
    cut: async (log) => program('perl', '-e', CUT, folder, log),
    flush: async () => program('sync', '--file-system', folder),
    async remount() {
      await unmount(folder)
      await program('mount', '-o', 'loop', image, folder)
    },
    async format() {
      await unmount(folder)
      await rm(image)
      await allocate(image)
      await mount(image, folder)
    },
    async end() {
      await unmount(folder)
      await rm(image)
      await rm(folder, { recursive: true })
    }
  }
}

async function allocate(image: string): Promise<void> {
  const file = await open(image, 'w')
  await file.truncate(BYTES)
  await file.close()
}

async function mount(image: string, folder: string): Promise<void> {
  await program('mkfs.ext4', '-q', '-F', image)
  await program('mount', '-o', 'loop', image, folder)
}

async function unmount(folder: string): Promise<void> {
  const until = Date.now() + BUSY_MS_MAX
  for (;;) {
    const busy = await program('umount', folder).catch((error: unknown) => error)
    if (busy === undefined) return
    if (Date.now() > until) throw new Error(`${folder} stays busy`, { cause: busy })
    await setTimeout(50)
  }
}

async function program(file: string, ...args: readonly string[]): Promise<void> {
  await run(file, args, { timeout: PROGRAM_MS_MAX })
}

/** However the run ends, short of SIGKILL, nothing stays mounted. */
function endWithProcess(folder: string, image: string): void {
  process.once('exit', () => {
    spawnSync('umount', ['--lazy', folder], { stdio: 'ignore' })
    rmSync(image, { force: true })
    spawnSync('rmdir', [folder], { stdio: 'ignore' })
  })
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(1))
}
