// A private PostgreSQL: a cluster in a folder of its own, reached by a unix socket alone. A shell watches the
// end of its input, so that the cluster goes with this process however that ends.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Running } from './program.ts'

const script = `
set -eu
folder=$1 bin=$2 sync=$3 as=
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; as="setpriv --reuid=postgres --regid=postgres --init-groups"; fi
cd "$folder"
server=
finish() { [ -z "$server" ] || { kill -QUIT "$server" 2>/dev/null || :; wait "$server" 2>/dev/null || :; }; cd /; rm -rf "$folder"; }
trap finish EXIT
trap '' INT TERM HUP
$as "$bin/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync --no-instructions >&2
$as "$bin/postgres" -D data -c listen_addresses= -c unix_socket_directories="$folder" -c fsync="$sync" \\
  -c full_page_writes="$sync" -c max_connections=200 -c shared_buffers=32MB -c max_wal_size=256MB \\
  >server.log 2>&1 </dev/null &
server=$!
tries=0
until "$bin/pg_isready" -q -h "$folder" -U postgres -d postgres; do
  tries=$((tries + 1))
  if [ $tries -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then cat server.log >&2; exit 1; fi
  sleep 0.05
done
echo ready
cat >/dev/null
`

const programs = join('/usr/lib/postgresql', readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))[0], 'bin')

export class Cluster {
  private databases = 0
  private constructor(
    readonly folder: string,
    private readonly watcher: Running,
  ) {}

  // With `sync`, what is committed is on the disk, as in the field.
  static async start(sync: 'on' | 'off' = 'off'): Promise<Cluster> {
    const folder = mkdtempSync(join(sync === 'on' ? '/tmp' : '/dev/shm', 'yingda-pg-'))
    chmodSync(folder, 0o755)
    const child = spawn('sh', ['-c', script, 'cluster', folder, programs, sync], { stdio: ['pipe', 'pipe', 'pipe'] })
    const watcher = new Running(child)
    await watcher.until('out', /ready\n/)
    return new Cluster(folder, watcher)
  }

  // A new empty database, by its URL.
  makeDatabase(): string {
    const name = `yingda${++this.databases}`
    this.ask('postgres', `CREATE DATABASE ${name}`)
    return this.url(name)
  }

  url(name: string): string {
    return `postgres:///${name}?host=${this.folder}&user=postgres`
  }

  // Rows of a query, each a list of texts.
  ask(database: string, sql: string): string[][] {
    const words = ['-h', this.folder, '-U', 'postgres', '-d', database, '-X', '-q', '-t', '-A', '-F', '\t', '-c', sql]
    return rowsOf(execFileSync(join(programs, 'psql'), words, { encoding: 'utf8' }))
  }

  load(database: string, dump: string) {
    const words = ['-h', this.folder, '-U', 'postgres', '-d', database, '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-f', dump]
    execFileSync(join(programs, 'psql'), words, { stdio: ['ignore', 'ignore', 'pipe'] })
  }

  async stop() {
    this.watcher.child.stdin!.end()
    await this.watcher.finished
  }
}

export function rowsOf(text: string): string[][] {
  return text.split('\n').filter(Boolean).map((line) => line.split('\t'))
}
