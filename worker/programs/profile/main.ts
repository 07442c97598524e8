import { dirname } from 'node:path';
import { openDatabase } from '#activities/duckdb/database.ts';
import { profileOf } from '#files/profile/profile.ts';
import { respond } from '../respond.ts';
import { profile } from './answer.ts';

await respond(profile, async function* ({ scratch, ...request }) {
  const database = await openDatabase({ folders: [...request.files.map((file) => dirname(file)), scratch], scratch });
  yield await database.use((session) => profileOf(session, request));
});
