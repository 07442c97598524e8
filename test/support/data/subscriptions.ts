/** Numbers from 0 to 1, the same on every machine (a linear congruential generator). */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const begin = Date.UTC(2026, 0, 5);
const spanMs = 30 * 86_400_000;

/** A CSV of subscriptions at their renewal, some of whose owners leave: more of those who rarely log in and often complain. */
export function subscriptionsCsv(rows: number): string {
  const next = drawn(7);
  const lines = ['subscription_id,renewal_due,plan,Monthly Fee,logins,tickets,autopay,note,churned'];
  for (let i = 0; i < rows; i += 1) {
    const at = new Date(begin + Math.floor((spanMs * i) / rows)).toISOString().slice(0, 19).replace('T', ' ');
    const plan = ['basic', 'plus', 'pro'][Math.floor(next() * 3)] ?? 'basic';
    const fee = { basic: 9.9, plus: 19.9, pro: 39.9 }[plan] ?? 0;
    const [logins, tickets] = [Math.floor(next() * 30), Math.floor(next() ** 3 * 6)];
    const logOdds = 0.5 - 0.15 * logins + 0.8 * tickets + (plan === 'basic' ? 0.6 : 0);
    const churned = next() < 1 / (1 + Math.exp(-logOdds)) ? 'left' : 'stayed';
    const known = next() > 0.02 ? logins : '';
    lines.push(
      [`S${i}`, at, plan, fee, known, tickets, next() < 0.6, i % 3 ? '' : `"called, twice ${i}"`, churned].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}
