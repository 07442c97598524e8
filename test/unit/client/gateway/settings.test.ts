import { expect, test } from 'vitest';
import { readGatewaySettings } from '#client/gateway/settings.ts';

test('the gateway serves this machine by default', () => {
  expect(readGatewaySettings({})).toEqual({ host: '127.0.0.1', port: 7433, maxArtifactBytes: 1_073_741_824 });
});

test.each(['127.0.0.1', '::1', 'localhost', '127.0.0.2'])('%s is this machine', (host) => {
  expect(readGatewaySettings({ TIDEGATE_GATEWAY_HOST: host }).host).toBe(host === 'localhost' ? '127.0.0.1' : host);
});

test.each(['0.0.0.0', '::', '192.168.0.1', 'example.org', '127.0.0.1.example.org'])('%s is refused', (host) => {
  expect(() => readGatewaySettings({ TIDEGATE_GATEWAY_HOST: host })).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'USAGE', path: 'TIDEGATE_GATEWAY_HOST' }) }),
  );
});

test('a container whose port is published on loopback may listen on any address', () => {
  const published = { TIDEGATE_GATEWAY_HOST: '0.0.0.0', TIDEGATE_GATEWAY_PUBLISHED: 'loopback' };
  expect(readGatewaySettings(published).host).toBe('0.0.0.0');
});

test('a port may be published on loopback only', () => {
  const published = { TIDEGATE_GATEWAY_HOST: '0.0.0.0', TIDEGATE_GATEWAY_PUBLISHED: 'everywhere' };
  expect(() => readGatewaySettings(published)).toThrow('TIDEGATE_GATEWAY_PUBLISHED');
});

test('a port that is none is refused', () => {
  expect(() => readGatewaySettings({ TIDEGATE_GATEWAY_PORT: 'http' })).toThrow('TIDEGATE_GATEWAY_PORT');
});
