import type { Result } from '#core/confirmation/errors.ts';
import type { ActDependencies } from '../app/access/act.ts';
import type { CheckDependencies } from '../app/confirmations/check-request.ts';
import type { VoucherDependencies } from '../app/confirmations/vouched-wmis.ts';
import { vouchedWmis } from '../app/confirmations/vouched-wmis.ts';
import { keepOutlets, listOutlets } from '../app/manufacturers/keep-outlets.ts';
import { askChange } from '../app/requests/ask-change.ts';
import { attachFile, detachFile, type GivenFile, readRequestAttachment } from '../app/requests/attachments.ts';
import { cancelRequest } from '../app/requests/cancel-request.ts';
import type { RequestTarget } from '../app/requests/change-stored-request.ts';
import { decideRequest } from '../app/requests/decide-request.ts';
import { otherRequests } from '../app/requests/earlier-refusals.ts';
import { eraseOldRequests } from '../app/requests/erase-old-requests.ts';
import { examineRequest } from '../app/requests/examine-request.ts';
import { countRequests, findRequest, listRequests } from '../app/requests/list-requests.ts';
import { makeRequest } from '../app/requests/make-request.ts';
import { readOutletList } from '../app/requests/read-outlet-rows.ts';
import { readVehicleList } from '../app/requests/read-vehicle-rows.ts';
import { setContent } from '../app/requests/set-content.ts';
import { settleRequests } from '../app/requests/settle-requests.ts';
import { endShareLink, openShareLink, shareLinksOf, shareVehicle } from '../app/requests/share-links.ts';
import { submitNewRequest } from '../app/requests/submit-new-request.ts';
import { problemsOf, submitRequest } from '../app/requests/submit-request.ts';
import type { Actor } from '../model/access/actor.ts';
import type { RequestLine, RequestState, VehicleRequest } from '../model/requests/vehicle-request.ts';
import type { Collections } from '../ports/collections.ts';
import type { JobSignal } from '../ports/job-signal.ts';
import type { ManufacturerRegister } from '../ports/manufacturer-register.ts';
import type { SpreadsheetReader } from '../ports/spreadsheet-reader.ts';
import type { InstallNotices } from './notices.ts';
import { random } from './random.ts';

/** What requests rest on. */
export type RequestAdapters = ActDependencies &
  CheckDependencies &
  VoucherDependencies & {
    readonly collections: Collections;
    readonly register: ManufacturerRegister;
    readonly spreadsheets: SpreadsheetReader;
    readonly notices: Pick<
      InstallNotices,
      'request' | 'newRequest' | 'requestChanged' | 'requestSettled' | 'draftEnding'
    >;
  };

/** The use cases of requests, outlets and shared links, bound to the adapters of an install. */
export function openRequests(adapters: RequestAdapters) {
  const vouched = (manufacturer: Parameters<typeof vouchedWmis>[1], at: string) =>
    vouchedWmis(adapters, manufacturer, at);
  const deps = { ...adapters, vouched, randomBytes: random };
  const { notices } = adapters;
  const onSettled = (request: VehicleRequest) =>
    request.kind === 'replacement' ? notices.requestSettled(request) : notices.requestChanged(request);
  return {
    make: (input: unknown, actor: Actor) => makeRequest(deps, input, actor),
    askChange: (input: unknown, actor: Actor) => notices.request(askChange(deps, input, actor)),
    setContent: (target: RequestTarget, input: unknown) => setContent(deps, target, input),
    submit: (target: RequestTarget, input?: unknown) => notices.request(submitRequest(deps, target, input)),
    submitNew: (input: unknown, actor: Actor) => notices.newRequest(submitNewRequest(deps, input, actor)),
    cancel: (target: RequestTarget, input?: unknown) => notices.request(cancelRequest(deps, target, input)),
    decide: (target: RequestTarget, input: unknown) => notices.request(decideRequest(deps, target, input)),
    find: (id: string, actor: Actor) => findRequest(deps, id, actor),
    list: (input: unknown, actor: Actor) => listRequests(deps, input, actor),
    count: (state: RequestState, actor: Actor) => countRequests(deps, { state }, actor),
    /** What is found about lines of a request, as it would be issued now. */
    examine: (request: VehicleRequest, lines: readonly RequestLine[]) =>
      examineRequest(deps, request, lines, deps.clock.now()),
    /** What keeps it from being submitted. */
    problemsOf: (request: VehicleRequest) => problemsOf(deps, request),
    /** Tells requests what was withdrawn or issued elsewhere, of one confirmation or of all; gives how many changed. */
    settle: (number?: string) => settleRequests({ ...deps, onSettled }, number),
    /** Erases scans and drafts that were kept long enough; gives of how many requests. */
    eraseOld: () => eraseOldRequests({ ...deps, onDraftEnding: notices.draftEnding }),
    others: (request: VehicleRequest, vins: readonly string[]) => otherRequests(deps, request, vins),
    readVehicles: (file: Uint8Array, signal?: JobSignal) => readVehicleList(deps, file, signal),
    readOutlets: (file: Uint8Array, signal?: JobSignal) => readOutletList(deps, file, signal),
    attach: (target: RequestTarget, file: GivenFile) => attachFile(deps, target, file),
    detach: (target: RequestTarget, attachmentId: string) => detachFile(deps, target, attachmentId),
    attachment: (id: string, attachmentId: string, actor: Actor) =>
      readRequestAttachment(deps, id, attachmentId, actor),
    outlets: {
      list: (manufacturerId: string, actor: Actor) => listOutlets(deps, manufacturerId, actor),
      keep: (manufacturerId: string, input: unknown, actor: Actor) => keepOutlets(deps, manufacturerId, input, actor),
    },
    links: {
      share: (input: unknown, actor: Actor) => shareVehicle(deps, input, actor),
      end: (id: string, actor: Actor) => endShareLink(deps, id, actor),
      of: (asked: Parameters<typeof shareLinksOf>[1], actor: Actor) => shareLinksOf(deps, asked, actor),
      open: (token: string) => openShareLink(deps, token),
    },
  };
}

/** The same answer, after the requests were told that concern the confirmation which it ended; null: it ended none. */
export async function settling<Value>(
  { settle }: Pick<ReturnType<typeof openRequests>, 'settle'>,
  answer: Promise<Result<Value>>,
  numberOf: (value: Value) => string | null,
): Promise<Result<Value>> {
  const done = await answer;
  const number = done.ok ? numberOf(done.value) : null;
  // What was done stays done: the service makes up for what could not be told.
  if (number !== null) await settle(number).catch(() => 0);
  return done;
}
