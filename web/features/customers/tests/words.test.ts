import { describe, expect, it } from 'vitest'
import { progressPercent } from '../import_words'
import type { Identity } from '../types'
import { addressLine, fieldTitle, identityLine, mainIdentity } from '../words'

const identity = (value: string, more: Partial<Identity> = {}): Identity => ({ id: value, kind: 'phone', value, label: '', preferred: false, masked: false, ...more })

describe('a customer in words', () => {
  it('is reached by the preferred identity, else by the first', () => {
    expect(mainIdentity({ identities: [identity('1'), identity('2', { preferred: true })] })?.value).toBe('2')
    expect(mainIdentity({ identities: [identity('1'), identity('2')] })?.value).toBe('1')
    expect(mainIdentity({ identities: [] })).toBeUndefined()
  })
  it('writes identities and addresses on a line', () => {
    expect(identityLine(identity('138', { label: '家里', preferred: true }))).toBe('电话 138 (家里) ★')
    expect(addressLine({ label: '家', region: '广东省', street: '天河路 1 号', postcode: '' })).toBe('家: 广东省 天河路 1 号')
  })
  it('names own fields in the language, else in Chinese', () => {
    expect(fieldTitle({ key: 'k', name: '合同号', name_en: 'Contract' }, 'en')).toBe('Contract')
    expect(fieldTitle({ key: 'k', name: '合同号', name_en: '' }, 'en')).toBe('合同号')
  })
})

describe('the progress of an import', () => {
  it('counts all that was gone through', () => expect(progressPercent({ rows: 200, created: 50, updated: 20, skipped: 20, faulty: 10 })).toBe(50))
  it('is none without rows and never more than all', () => {
    expect(progressPercent({ rows: 0, created: 0, updated: 0, skipped: 0, faulty: 0 })).toBe(0)
    expect(progressPercent({ rows: 1, created: 2, updated: 0, skipped: 0, faulty: 0 })).toBe(100)
  })
})
