import { dirname } from 'node:path';
import { openDatabase } from '#activities/duckdb/database.ts';
import { faultText } from '#activities/duckdb/faults.ts';
import { TidegateError } from '#contracts/problem.ts';
import { measureBatch } from '#files/measure/measure.ts';
import { respond } from '../respond.ts';
import { measure } from './answer.ts';

await respond(measure, async function* ({ scratch, time, ...batch }) {
  const database = await openDatabase({ folders: [dirname(batch.path), scratch], scratch });
  const extent = await database
    .use((session) => measureBatch(session, batch, time))
    .catch((fault: unknown) => {
      throw unreadable(faultText(fault));
    });
  if (extent === undefined) throw unreadable(`no row has a time in the column ${time}`);
  yield extent;
});

function unreadable(fault: string): TidegateError {
  return new TidegateError({ code: 'ARTIFACT_UNREADABLE', message: `it cannot be read: ${fault}` });
}
