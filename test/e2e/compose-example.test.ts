import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readConfig } from '../../server/config.ts';

/** deploy/compose.yaml is an example that nobody here starts: its settings and references are held against what there is. */
type Service = {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: string;
  readonly volumes: readonly string[];
  readonly secrets: readonly (string | { readonly source: string; readonly target: string })[];
  readonly networks: readonly string[];
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: object;
  readonly secrets: object;
  readonly networks: object;
};

const text = readFileSync(path.join(import.meta.dirname, '../../deploy/compose.yaml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const members = services.filter(([name]) => name.startsWith('mongo-'));
const instances = services.filter(([name]) => name.startsWith('vinseal-'));
const ADDRESS = /mongodb:\/\/USER:PASSWORD@\S+/.exec(text)?.[0] ?? '';

test.each([...instances, ...services.filter(([name]) => name === 'migrate')])(
  'the settings of %s are those of a service in production over the set',
  (_name, { environment = {} }) => {
    const config = readConfig({ ...environment, VINSEAL_MONGO_URL: ADDRESS });
    expect(config).toMatchObject({ environment: 'production', mongoUrl: ADDRESS, data: '/var/lib/vinseal' });
    expect(config.publicUrl).toBe('https://check.example.com');
  },
);

test('the address names every member, the set and TLS', () => {
  const [, hosts = '', options = ''] = /@([^/]+)\/vinseal\?(.+)$/.exec(ADDRESS) ?? [];
  expect(hosts.split(',')).toEqual(members.map(([name]) => name));
  expect(Object.fromEntries(new URLSearchParams(options))).toMatchObject({ replicaSet: 'vinseal', tls: 'true' });
});

test('three members take nobody without TLS and a password, and two instances share nothing but the database', () => {
  expect(members).toHaveLength(3);
  for (const [, { command = [], networks }] of members) {
    expect(command).toEqual(expect.arrayContaining(['--replSet=vinseal', '--tlsMode=requireTLS']));
    expect(command.some((argument) => argument.startsWith('--keyFile='))).toBe(true);
    expect(networks).toEqual(['inside']);
  }
  const volumes = instances.flatMap(([, instance]) => instance.volumes.map((volume) => volume.split(':')[0]));
  expect(instances).toHaveLength(2);
  expect(new Set(volumes).size).toBe(4);
});

test('every volume, secret and network that is used is declared, and no password stands in the file', () => {
  const used = (of: (service: Service) => readonly (string | undefined)[]) =>
    [...new Set(services.flatMap(([, service]) => of(service)))].toSorted();
  const declared = (of: object) => Object.keys(of).toSorted();
  expect(used(({ volumes }) => volumes.map((volume) => volume.split(':')[0]))).toEqual(declared(compose.volumes));
  expect(used(({ networks }) => networks)).toEqual(declared(compose.networks));
  const sources = used(({ secrets }) => secrets.map((secret) => (typeof secret === 'string' ? secret : secret.source)));
  expect(sources).toEqual(declared(compose.secrets));
  expect(services.map(([, { environment = {} }]) => environment.VINSEAL_MONGO_URL)).toEqual(
    services.map(() => undefined),
  );
});
