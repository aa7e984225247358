import { expect, test } from '@jest/globals';
import express from 'express';
import request from 'supertest';
import { addDays, shanghaiDate } from '#core/confirmation/calendar.ts';
import { TEST_SEAL } from '../../server/development/test-manufacturer.ts';
import { healthRouter } from '../../server/http/api/health.ts';
import { operatorActor } from '../../server/model/access/actor.ts';
import { openTestInstall } from '../support/install.ts';
import { spoilKeys } from '../support/key-store.ts';

const CERTIFICATE_YEARS_MS = 3 * 365 * 86_400_000;

test('/healthz warns of certificates that run out, and stays well', async () => {
  const now = new Date(Date.now() + CERTIFICATE_YEARS_MS - 20 * 86_400_000).toISOString();
  const install = await openTestInstall({ clock: { now: () => now } });
  try {
    const answer = await request(express().use(healthRouter(install))).get('/healthz');
    expect(answer.status).toBe(200);
    expect(answer.body.warnings).toHaveLength(2);
    expect(answer.body.warnings[0]).toMatchObject({
      code: 'certificate-expires',
      within: 30,
      manufacturerId: 'test-maker',
    });
  } finally {
    await install.dispose();
  }
});

test('/healthz says that the keys cannot be read', async () => {
  const install = await openTestInstall();
  try {
    const app = express().use(healthRouter(install));
    expect((await request(app).get('/healthz')).body).toEqual({ status: 'ok', faults: [], warnings: [] });
    await spoilKeys(install.folder);
    expect((await request(app).get('/healthz')).body).toMatchObject({
      warnings: [{ code: 'keys-unreadable' }],
    });
  } finally {
    await install.dispose();
  }
});

test('/healthz warns before the last day of a seal', async () => {
  const now = new Date().toISOString();
  const install = await openTestInstall({ clock: { now: () => now } });
  const today = shanghaiDate(now);
  const target = (version: number) => ({ manufacturerId: 'test-maker', version, actor: operatorActor('li') });
  try {
    const proposed = await install.seals.propose(
      'test-maker',
      { ...TEST_SEAL, until: addDays(today, 5) },
      operatorActor('zhang'),
    );
    const { version } = proposed.ok ? proposed.value : { version: 0 };
    await install.seals.approve(target(version));
    const app = express().use(healthRouter(install));
    expect((await request(app).get('/healthz')).body.warnings).toEqual([]);
    await install.seals.retire(target(1));
    expect((await request(app).get('/healthz')).body.warnings).toEqual([
      { code: 'seal-expires', manufacturerId: 'test-maker', version, until: addDays(today, 5), days: 5, within: 7 },
    ]);
  } finally {
    await install.dispose();
  }
});

test('/healthz says that the seals cannot be read', async () => {
  const install = await openTestInstall();
  try {
    const expiringSeals = () => Promise.reject(new Error('away'));
    const answer = await request(express().use(healthRouter({ ...install, expiringSeals }))).get('/healthz');
    expect(answer.body).toEqual({ status: 'ok', faults: [], warnings: [{ code: 'seals-unreadable' }] });
  } finally {
    await install.dispose();
  }
});
