import { beforeAll, describe, expect, it } from 'vitest';
import { assembled, type ReportModel } from '#audit/report/collect/model.ts';
import { page } from '#audit/report/page.ts';
import { story, wall } from './story.ts';

let model: ReportModel;
let text: string;

beforeAll(async () => {
  const { log, artifacts } = await story({ days: 10 });
  const crashes = [{ at: wall + 12_000, what: 'an activity ran', victim: 'worker', seed: 7 }];
  model = await assembled({ log, artifacts }, { pipeline: 'p', facts: {}, madeAt: wall, crashes });
  text = page(model);
});

describe('the report', () => {
  it('needs nothing from outside: no address, no script, no resource', () => {
    expect(text).not.toMatch(/https?:\/\//);
    expect(text).not.toMatch(/<(script|link|img|iframe|object|embed)\b/i);
    expect(text).not.toMatch(/\b(?:src|srcset|action)=|@import|url\(/i);
    expect([...text.matchAll(/href="([^"]*)"/g)].every(([, href]) => href?.startsWith('#'))).toBe(true);
  });

  it('escapes what came from outside', () => {
    expect(text).not.toContain('<b>"flights"');
    expect(text).toContain('&lt;b&gt;&quot;flights&quot; &amp; co&lt;/b&gt;');
    expect(text).toContain('&lt;script&gt;alert(1)');
  });

  it('closes every element that it opens', () => {
    const open: string[] = [];
    const empty = new Set(['meta', 'br', 'hr']);
    for (const [, closing, name = '', selfClosing] of text
      .replace(/<style>.*?<\/style>/s, '')
      .matchAll(/<(\/?)([a-z][a-z0-9]*)\b(?:[^>"]|"[^"]*")*?(\/?)>/gi)) {
      if (selfClosing || empty.has(name)) continue;
      if (closing) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('writes no number that is none', () => {
    expect(text.replace(/<style>.*?<\/style>/s, '')).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it('links only to places that are in it', () => {
    for (const [, id] of text.matchAll(/href="#([^"]*)"/g)) expect(text).toContain(`id="${id}"`);
  });

  it('shows what the decisions say', () => {
    expect(model.timeline.panes.filter(({ timing }) => timing === 'late')).toHaveLength(1);
    expect(model.gates.troubled).toHaveLength(1);
    expect(model.promotions.map(({ end }) => end?.outcome)).toEqual(['refused', 'rolled-back']);
    expect(model.ledger).toMatchObject({
      balanced: true,
      received: 1_100,
      totals: { included: 996, quarantined: 4, duplicate: 100 },
    });
    for (const shown of [
      'VALUE_NOT_IN_SET',
      'GUARDRAIL_BREACHED',
      'APPROVAL_NOT_INDEPENDENT',
      'an activity ran',
      'ARRIVAL_DUPLICATE',
      '<b>flights/cast/distance</b>, 100 → 100 rows, 90 changed, of which 2 lost their value.',
    ])
      expect(text).toContain(shown);
  });
});
