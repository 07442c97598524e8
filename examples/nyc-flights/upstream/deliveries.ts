import { correctedBy, type Incidents, lateBy, randomOf, tooLateBy } from './incidents.ts';

export const sources = ['flights', 'weather', 'departures', 'outcomes'] as const;
export type SourceName = (typeof sources)[number];

/** Which rows of a source's day go into one file. */
export type Part = 'all' | 'on-time' | 'straggler' | 'first-half' | 'second-half' | 'first-third' | 'last-thirds';

/** One file that an upstream system hands over. */
export interface Delivery {
  readonly source: SourceName;
  /** The day of the rows, from the start of the story. */
  readonly day: number;
  readonly part: Part;
  /** Goes into the event's id: the same id is accepted once. */
  readonly name: string;
  /** What is odd about it. */
  readonly incident?:
    | 'delayed'
    | 'repeated'
    | 'late'
    | 'too-late'
    | 'cut-off'
    | 'resent'
    | 'broken-rows'
    | 'partial'
    | 'corrected';
  /** The name of the delivery of the same day whose place it takes. */
  readonly supersedes?: string;
}

/** What is delivered on a day, in a seeded order. Without incidents every source brings its day whole. */
export function deliveriesOf(day: number, seed: number, incidents: Incidents | undefined): Delivery[] {
  const others: Delivery[] = [whole('weather', day), whole('departures', day), whole('outcomes', day)];
  const flights = incidents === undefined ? [whole('flights', day)] : flightsOf(day, incidents);
  return shuffled([...flights, ...others], randomOf(seed * 1_000 + day));
}

const whole = (source: SourceName, day: number): Delivery => ({ source, day, part: 'all', name: source });

function flightsOf(day: number, incidents: Incidents): Delivery[] {
  const { swapped, twice, late, tooLate, corrupted, bad, partial, corrected } = incidents;
  const flights = { source: 'flights', day, part: 'all', name: 'flights' } as const;
  const straggler = { source: 'flights', part: 'straggler', name: 'flights-straggler' } as const;
  const today: Delivery[] = [];
  if (day === late || day === tooLate) today.push({ ...flights, part: 'on-time' });
  else if (day === corrupted) {
    today.push({ ...flights, part: 'first-half', name: 'flights-1' });
    today.push({ ...flights, part: 'second-half', name: 'flights-2', incident: 'cut-off' });
  } else if (day === partial) today.push({ ...flights, part: 'first-third', incident: 'partial' });
  else if (day === bad) today.push({ ...flights, incident: 'broken-rows' });
  else if (day !== swapped) today.push(flights);
  if (day === twice) today.push({ ...flights, incident: 'repeated' });
  if (day - 1 === swapped) today.push({ ...flights, day: swapped, incident: 'delayed' });
  if (day - 1 === corrupted) {
    today.push({ ...flights, day: corrupted, part: 'second-half', name: 'flights-2-again', incident: 'resent' });
  }
  if (day - lateBy === late) today.push({ ...straggler, day: late, incident: 'late' });
  if (day - tooLateBy === tooLate) today.push({ ...straggler, day: tooLate, incident: 'too-late' });
  if (day - lateBy === partial)
    today.push({ ...flights, day: partial, part: 'last-thirds', name: 'flights-rest', incident: 'late' });
  if (day - correctedBy === corrected) {
    today.push({ ...flights, day: corrected, name: 'flights-corrected', incident: 'corrected', supersedes: 'flights' });
  }
  return today;
}

/** In another order, except that what is delayed or repeated comes last. */
function shuffled(deliveries: readonly Delivery[], draw: () => number): Delivery[] {
  const places = deliveries.map((delivery) => ({
    delivery,
    place: delivery.incident === 'delayed' || delivery.incident === 'repeated' ? 2 : draw(),
  }));
  return places.sort((a, b) => a.place - b.place).map(({ delivery }) => delivery);
}
