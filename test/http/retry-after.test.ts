import { expect, test } from '@jest/globals';
import type { Response } from 'express';
import { PROBLEM_CODES } from '#core/confirmation/errors.ts';
import { PROBLEM_STATUS, setStatus } from '../../server/http/problem.ts';

test.each(PROBLEM_CODES.map((code) => [code, PROBLEM_STATUS[code]] as const))(
  '%s has the status %i',
  (code, status) => {
    const set = new Map<string, string>();
    const statuses: number[] = [];
    const response = {
      set: (name: string, value: string) => void set.set(name, value),
      status: (given: number) => void statuses.push(given),
    } as unknown as Response;
    setStatus(response, code);
    expect(statuses).toEqual([status]);
    expect(/^[1-9]\d*$/.test(set.get('Retry-After') ?? '')).toBe(status === 503);
  },
);
