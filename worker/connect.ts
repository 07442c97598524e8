import { Client, Connection } from '@temporalio/client';
import { temporalConfig } from '#stores/settings.ts';

/** Connects to Temporal under a name that says who asks. A history may be larger than gRPC takes by default. */
export async function connectClient(identity: string): Promise<Client> {
  const { connectionOptions, namespace } = temporalConfig();
  const channelArgs = { 'grpc.max_receive_message_length': -1 };
  return new Client({
    connection: await Connection.connect({ ...connectionOptions, channelArgs }),
    namespace,
    identity,
  });
}
