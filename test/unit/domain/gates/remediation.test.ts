import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Remediation } from '#contracts/remediation.ts';
import { declaredStep, mendsColumns, readOfPrevious } from '#domain/gates/remediation.ts';

const steps = {
  deduplicate: { by: ['a'] },
  dropRows: { where: 'a > 0' },
  cast: { column: 'a', to: 'integer' },
  impute: { column: 'a', constant: 0 },
  clip: { column: 'a', min: 0 },
  rename: { from: 'b', to: 'a' },
  derive: { column: 'a', as: 'b + 1' },
};
const stepOf = (name: string, options: object) => Remediation.parse({ [name]: options });
const all = Object.entries(steps);
const some = fc.array(fc.constantFrom(...all), { maxLength: 8 });

describe('a declared step', () => {
  test.each(all)('%s has its name, its source, and the column that it is about', (name, options) => {
    const column = ['deduplicate', 'dropRows'].includes(name) ? {} : { column: 'a' };
    expect(declaredStep(stepOf(name, options))).toEqual({ name, source: undefined, ...column });
    expect(declaredStep(stepOf(name, { ...options, source: 'weather' }))).toMatchObject({ name, source: 'weather' });
  });

  it('mends columns unless it is about whole rows', () => {
    fc.assert(
      fc.property(some, (named) => {
        const remediate = named.map(([name, options]) => stepOf(name, options));
        expect(mendsColumns({ remediate })).toBe(remediate.some((step) => declaredStep(step).column !== undefined));
      }),
    );
  });

  test.each([
    { impute: { column: 'a' } },
    { impute: { column: 'a', constant: 0, with: 'median' } },
    { impute: { column: 'a', constant: 'a\0' } },
    { rename: { from: 'a', to: 'b\0' } },
    { derive: { column: '', as: '1' } },
    { dropRows: { where: '' } },
    { cast: { column: 'a', to: 'BIGINT' } },
    { cast: { column: 'a', to: 'integer' }, clip: { column: 'a', min: 0 } },
  ])('is not %o', (step) => expect(Remediation.safeParse(step).success).toBe(false));
});

describe('what is read of the window before', () => {
  const parts = { flights: 'f', weather: 'w' };
  const previous = (source?: string) => stepOf('impute', { column: 'a', with: 'previous', ...(source && { source }) });

  it('is nothing unless a step asks for it, and only of the sources that steps are about', () => {
    const median = stepOf('impute', { column: 'a', with: 'median' });
    const none = [...all.map(([name, options]) => stepOf(name, options)), median];
    expect(readOfPrevious({ remediate: none }, 'flights', parts)).toBeUndefined();
    expect(readOfPrevious({ remediate: [...none, previous()] }, 'flights', parts)).toEqual({ flights: 'f' });
    expect(readOfPrevious({ remediate: [previous(), previous('weather')] }, 'flights', parts)).toEqual(parts);
  });

  it('is nothing where no window was published before, or none with that source', () => {
    expect(readOfPrevious({ remediate: [previous()] }, 'flights', undefined)).toBeUndefined();
    expect(readOfPrevious({ remediate: [previous('other')] }, 'flights', parts)).toBeUndefined();
  });
});
