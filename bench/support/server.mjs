// A server under load, and whoever asks it over HTTP.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const binary = process.env.YINGDA_BINARY ?? join(root, 'build-bench', 'yingda')
const ADMIN_PASSWORD = 'Quiet-River-88'

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export class Caller {
  cookie = ''
  constructor(url, localAddress) {
    this.url = url
    this.agent = new http.Agent({ keepAlive: true, localAddress })
  }
  call(method, path, body, headers = {}) {
    const text = body === undefined ? '' : JSON.stringify(body)
    const own = { origin: this.url, cookie: this.cookie, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers }
    return new Promise((resolve, reject) => {
      const request = http.request(`${this.url}/api/v1${path}`, { method, agent: this.agent, headers: own }, (reply) => {
        let got = ''
        reply.setEncoding('utf8').on('data', (piece) => (got += piece))
        reply.on('end', () => {
          for (const cookie of reply.headers['set-cookie'] ?? []) this.cookie = cookie.split(';')[0]
          if (reply.statusCode >= 300) reject(new Error(`${method} ${path}: ${reply.statusCode} ${got}`))
          else resolve(got ? JSON.parse(got) : null)
        })
      })
      request.on('error', reject)
      request.end(text)
    })
  }
  async signIn(user, password) {
    await this.call('POST', '/session', { user, password })
    return this
  }
}

// In a fresh folder; ended with this process.
export class Server {
  static async start(...words) {
    const it = new Server()
    it.folder = mkdtempSync(join(tmpdir(), 'yingda-bench-'))
    const all = ['serve', '--data', join(it.folder, 'data'), '--assets', root, '--http', '127.0.0.1:0', ...words]
    it.child = spawn(binary, all, { env: { ...process.env, YINGDA_ADMIN_PASSWORD: ADMIN_PASSWORD }, stdio: ['ignore', 'pipe', 'ignore'] })
    process.on('exit', () => {
      it.child.kill('SIGKILL')
      rmSync(it.folder, { recursive: true, force: true })
    })
    it.said = ''
    it.child.stdout.on('data', (piece) => (it.said += piece))
    it.url = await it.says(/Yingda listens on (\S+)/)
    return it
  }
  // What stands in the first group of what it prints.
  async says(pattern) {
    for (let tries = 0; tries < 600; ++tries) {
      const found = this.said.match(pattern)
      if (found) return found[1]
      if (this.child.exitCode !== null) throw new Error('the server ended')
      await pause(100)
    }
    throw new Error(`the server does not say ${pattern}`)
  }
  admin() {
    return new Caller(this.url).signIn('admin', ADMIN_PASSWORD)
  }
  cpuSeconds() {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }
  megabytes() {
    return Number(readFileSync(`/proc/${this.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024
  }
}
