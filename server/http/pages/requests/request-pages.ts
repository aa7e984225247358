import type { RequestHandler } from 'express';
import type { RegisteredConfirmation } from '#core/confirmation/confirmation.ts';
import type { Result } from '#core/confirmation/errors.ts';
import type { CollectedPage } from '../../../app/collected-page.ts';
import type { StoredPdf } from '../../../app/confirmations/confirmation-pdf.ts';
import type { KeptOutlets } from '../../../app/manufacturers/keep-outlets.ts';
import type { GivenFile, ReadAttachment } from '../../../app/requests/attachments.ts';
import type { RequestTarget } from '../../../app/requests/change-stored-request.ts';
import type { OtherRequest } from '../../../app/requests/earlier-refusals.ts';
import type { Examination } from '../../../app/requests/examine-request.ts';
import type { RequestPage } from '../../../app/requests/list-requests.ts';
import type { OutletList } from '../../../app/requests/read-outlet-rows.ts';
import type { VehicleList } from '../../../app/requests/read-vehicle-rows.ts';
import type { MadeLink, SharedVehicle } from '../../../app/requests/share-links.ts';
import type { Actor } from '../../../model/access/actor.ts';
import type { Manufacturer } from '../../../model/manufacturers/manufacturer.ts';
import type { ShareLink } from '../../../model/requests/share-link.ts';
import type { RequestLine, VehicleRequest } from '../../../model/requests/vehicle-request.ts';
import type { JobSignal } from '../../../ports/job-signal.ts';

type Changed = Promise<Result<VehicleRequest>>;

/** What the pages of requests, outlets and shared links need of the rest of the product. */
export type RequestUseCases = {
  readonly make: (input: unknown, actor: Actor) => Changed;
  readonly askChange: (input: unknown, actor: Actor) => Changed;
  readonly setContent: (target: RequestTarget, input: unknown) => Changed;
  readonly submit: (target: RequestTarget, input?: unknown) => Changed;
  readonly cancel: (target: RequestTarget, input?: unknown) => Changed;
  readonly decide: (target: RequestTarget, input: unknown) => Changed;
  readonly find: (id: string, actor: Actor) => Changed;
  readonly list: (input: unknown, actor: Actor) => Promise<Result<RequestPage>>;
  readonly examine: (request: VehicleRequest, lines: readonly RequestLine[]) => Promise<Examination>;
  readonly others: (request: VehicleRequest, vins: readonly string[]) => Promise<readonly OtherRequest[]>;
  readonly readVehicles: (file: Uint8Array, signal?: JobSignal) => Promise<Result<VehicleList>>;
  readonly readOutlets: (file: Uint8Array, signal?: JobSignal) => Promise<Result<OutletList>>;
  readonly attach: (target: RequestTarget, file: GivenFile) => Changed;
  readonly detach: (target: RequestTarget, attachmentId: string) => Changed;
  readonly attachment: (id: string, attachmentId: string, actor: Actor) => Promise<Result<ReadAttachment>>;
  readonly outlets: {
    readonly list: (manufacturerId: string, actor: Actor) => Promise<Result<KeptOutlets>>;
    readonly keep: (manufacturerId: string, input: unknown, actor: Actor) => Promise<Result<KeptOutlets>>;
  };
  readonly links: {
    readonly share: (input: unknown, actor: Actor) => Promise<Result<MadeLink>>;
    readonly end: (id: string, actor: Actor) => Promise<Result<ShareLink>>;
    readonly of: (
      asked: { readonly number: string; readonly vin: string; readonly cursor: string | null },
      actor: Actor,
    ) => Promise<Result<CollectedPage<ShareLink>>>;
    readonly open: (token: string) => Promise<Result<SharedVehicle>>;
  };
};

export type RequestPages = {
  /** The address that people use, without a slash at its end. */
  readonly publicUrl: string;
  readonly requests: RequestUseCases;
  readonly confirmations: {
    readonly find: (number: string, actor: Actor) => Promise<Result<RegisteredConfirmation>>;
    readonly withdraw: (number: string, input: unknown, actor: Actor) => Promise<Result<RegisteredConfirmation>>;
  };
  readonly manufacturers: () => Promise<readonly Manufacturer[]>;
  /** Those whose people are here: a request to any other would wait for nobody. */
  readonly addressees: () => Promise<readonly Manufacturer[]>;
  readonly pdf: (number: string, actor: Actor) => Promise<Result<StoredPdf>>;
  readonly now: () => string;
  /** A new text that nobody can foretell: tells one form from another. */
  readonly newForm: () => string;
  /** Reads an upload into memory. */
  readonly receive: RequestHandler;
  /** Bounds how often one address may open shared links. */
  readonly limit: RequestHandler;
};
