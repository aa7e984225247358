import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import type { Confirmed } from '../app/applications/confirm-application.ts';
import { findBatch } from '../app/batches/batch-records.ts';
import type { Proposed } from '../app/batches/propose-batch.ts';
import { noticesOfApplication } from '../app/notices/application-notices.ts';
import {
  noticeOfApprovedRoles,
  noticesOfGrant,
  noticesOfRoles,
  noticesOfSeal,
  noticesOfTrust,
} from '../app/notices/approval-notices.ts';
import { noticeOfBatch } from '../app/notices/batch-notices.ts';
import { type NotifyDependencies, notify } from '../app/notices/notify.ts';
import {
  noticeOfEnding,
  noticeOfRequest,
  noticeOfSettled,
  type SideOrganisation,
} from '../app/notices/request-notices.ts';
import type { SubmittedRequest } from '../app/requests/submit-new-request.ts';
import type { AccessKey } from '../model/access/access-key.ts';
import type { Actor } from '../model/access/actor.ts';
import type { Person } from '../model/accounts/person.ts';
import type { Batch } from '../model/batches/batch.ts';
import type { Notice } from '../model/notices/notice.ts';
import type { VehicleRequest } from '../model/requests/vehicle-request.ts';
import type { SealVersion } from '../model/seals/seal.ts';
import type { Collections } from '../ports/collections.ts';
import type { TrustProposal } from '../ports/trust-proposals.ts';

type NoticeOptions = Omit<NotifyDependencies, 'collections'> & {
  readonly collections: Collections;
  /** Told of letters that could not be written. */
  readonly onFault: (fault: unknown, kind: string) => void;
};

/** States of requests and of people's roles that are remembered: so long ago nobody double-clicks. */
const MAX_KNOWN = 1_000;

export type InstallNotices = ReturnType<typeof openNotices>;

/** Tells those concerned what happened, after it happened: an act never waits for its letters, nor fails with them. */
export function openNotices(options: NoticeOptions) {
  const { collections, onFault } = options;
  const underWay = new Set<Promise<void>>();
  const known = new Set<string>();
  /** A form that is sent twice is answered twice, and told once. */
  const isNews = (state: string) => {
    if (known.has(state)) return false;
    if (known.size >= MAX_KNOWN) known.clear();
    known.add(state);
    return true;
  };
  const makerOf = async (manufacturerId: string) =>
    (await collections.findUnique('organisations', `manufacturer:${manufacturerId}`))?.id ?? null;
  const organisationOf: SideOrganisation = async (side, { exporter, manufacturerId }) =>
    side === 'manufacturer' ? makerOf(manufacturerId) : exporter.organisationId;
  const tellAll = (find: () => Promise<readonly Notice[]>) => {
    const telling = find()
      .then(async (found) => {
        for (const notice of found) await notify(options, notice);
      })
      .catch((fault: unknown) => onFault(fault, 'notice'))
      .finally(() => underWay.delete(telling));
    underWay.add(telling);
  };
  const tell = (find: () => Promise<Notice | null>) =>
    tellAll(async () => {
      const notice = await find();
      return notice === null ? [] : [notice];
    });
  const ofBatch = async (batch: Batch) => noticeOfBatch(batch, await makerOf(batch.manufacturerId));
  return {
    /** The same answer, of which those concerned are told where it was done. */
    request: async (answer: Promise<Result<VehicleRequest>>) => {
      const done = await answer;
      if (done.ok && isNews(`${done.value.id} ${done.value.version}`))
        tell(() => noticeOfRequest(done.value, organisationOf));
      return done;
    },
    batch: async (answer: Promise<Result<Batch>>) => {
      const done = await answer;
      if (done.ok) tell(() => ofBatch(done.value));
      return done;
    },
    proposal: async (answer: Promise<Result<Proposed>>) => {
      const done = await answer;
      if (done.ok && !done.value.repeated) tell(() => ofBatch(done.value.batch));
      return done;
    },
    newRequest: async (answer: Promise<Result<SubmittedRequest>>) => {
      const done = await answer;
      if (done.ok && !done.value.repeated) tell(() => noticeOfRequest(done.value.request, organisationOf));
      return done;
    },
    /** What became of a request without anybody deciding on it. */
    requestChanged: (request: VehicleRequest) => tell(() => noticeOfRequest(request, organisationOf)),
    /** Those who decide are told of an application that waits from now on. */
    application: async (answer: Promise<Result<Confirmed>>) => {
      const done = await answer;
      if (done.ok && done.value.isNew)
        tellAll(async () => {
          const { application } = done.value;
          const { manufacturerId } = application;
          return noticesOfApplication(application, manufacturerId === null ? null : await makerOf(manufacturerId));
        });
      return done;
    },
    seal: async (answer: Promise<Result<SealVersion>>) => {
      const done = await answer;
      if (done.ok) tellAll(async () => noticesOfSeal(done.value, await makerOf(done.value.manufacturerId)));
      return done;
    },
    /** Roles that a person is to have once somebody else approves them. */
    roles: async <Answer extends Person>(answer: Promise<Result<Answer>>) => {
      const done = await answer;
      if (done.ok && done.value.proposal !== null) {
        const { id, proposal } = done.value;
        if (isNews(`${id} ${proposal.proposedAt} ${proposal.roles}`))
          tellAll(() => noticesOfRoles(collections, done.value));
      }
      return done;
    },
    approvedRoles: async (answer: Promise<Result<Person>>, by: Actor) => {
      const done = await answer;
      if (done.ok) tell(async () => noticeOfApprovedRoles(done.value, by.id));
      return done;
    },
    grant: async (answer: Promise<Result<AccessKey>>) => {
      const done = await answer;
      if (done.ok) tellAll(() => noticesOfGrant(collections, done.value));
      return done;
    },
    trust: async (answer: Promise<Result<TrustProposal>>, step: Parameters<typeof noticesOfTrust>[1], by: Actor) => {
      const done = await answer;
      if (done.ok) tellAll(async () => noticesOfTrust(done.value, step, by.id));
      return done;
    },
    draftEnding: (request: VehicleRequest) => tell(() => noticeOfEnding(request, organisationOf)),
    requestSettled: (request: VehicleRequest) => tell(async () => noticeOfSettled(request)),
    /** The exporter of a confirmation is told of vehicles that were withdrawn. */
    withdrawal: async (answer: Promise<Result<RegisteredConfirmation>>, by: string) => {
      const done = await answer;
      if (done.ok)
        tell(async () => {
          const { number, lines, content } = done.value;
          const found = await collections.findUnique('organisations', `exporter:${content.exporter.uscc}`);
          const count = lines.filter(({ standing }) => standing.status === 'withdrawn').length;
          if (found === null) return null;
          const to = { kind: 'roles', organisationId: found.id, roles: ['requester'] } as const;
          return { kind: 'confirmation-withdrawn', to, path: `requests?text=${number}`, reference: number, count, by };
        });
      return done;
    },
    /** What became of a batch without anybody asking. */
    batchNews: (id: string) =>
      tell(async () => {
        const batch = await findBatch(collections, id);
        return batch === null ? null : ofBatch(batch);
      }),
    settled: async () => {
      await Promise.allSettled(underWay);
    },
  };
}
