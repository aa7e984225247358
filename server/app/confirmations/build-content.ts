import type { IsoInstant } from '#core/confirmation/calendar.ts';
import { shanghaiDate } from '#core/confirmation/calendar.ts';
import type { ConfirmationContent, ConfirmedVehicle } from '#core/confirmation/confirmation.ts';
import { CONFIRMATION_FORMAT } from '#core/confirmation/confirmation.ts';
import { countryName } from '#core/confirmation/country.ts';
import { inPrintedOrder, isDefault, languagesFor } from '#core/confirmation/document-languages.ts';
import { type ExportRule, exportRuleOn, needForConfirmation } from '#core/confirmation/rules/export-180-days.ts';
import type { CheckedRequest } from './check-request.ts';

type ContentContext = { readonly number: string; readonly issuedAt: IsoInstant; readonly publicUrl: string };

/** The one value that pages, attached JSON and registry are made from. */
export function buildContent(checked: CheckedRequest, context: ContentContext): ConfirmationContent {
  const { request, manufacturer, listing } = checked;
  const rule = exportRuleOn(request.applicationDate ?? shanghaiDate(context.issuedAt));
  const vehicles = request.vehicles.map((vehicle, index) => confirmedVehicle(checked, vehicle, index + 1, rule));
  const named = new Set(vehicles.flatMap((vehicle) => vehicle.outlets));
  const codes = [...new Set(vehicles.map((vehicle) => vehicle.destination))];
  const languages = inPrintedOrder(request.languages ?? languagesFor(codes));
  return {
    format: CONFIRMATION_FORMAT,
    ...(isDefault(languages) ? {} : { languages }),
    number: context.number,
    issuedAt: context.issuedAt,
    test: manufacturer.test,
    manufacturer: {
      code: manufacturer.code,
      nameZh: manufacturer.nameZh,
      nameEn: manufacturer.nameEn,
      uscc: manufacturer.uscc,
      announcement: listing.announcement,
    },
    exporter: { name: request.exporter.name, uscc: request.exporter.uscc },
    applicationDate: request.applicationDate ?? null,
    rule: { id: rule.id, thresholdDays: rule.thresholdDays },
    vehicles,
    destinations: codes.map((code) => ({
      code,
      zh: countryName(code, 'zh-CN'),
      en: countryName(code, 'en'),
      ...(languages.includes('ru') ? { ru: countryName(code, 'ru') } : {}),
    })),
    outlets: checked.outlets
      .filter((outlet) => named.has(outlet.id))
      .map(({ manufacturerId: _manufacturerId, active: _active, ...outlet }) => outlet),
    supersedes: request.supersedes ?? null,
    verifyAt: `${context.publicUrl}/?number=${context.number}`,
  };
}

function confirmedVehicle(
  { request, outlets }: CheckedRequest,
  vehicle: CheckedRequest['request']['vehicles'][number],
  line: number,
  rule: ExportRule,
): ConfirmedVehicle {
  const transferForExport = vehicle.transferForExport ?? null;
  const applicationDate = request.applicationDate ?? null;
  const need = needForConfirmation(
    { firstRegistration: vehicle.firstRegistration, transferForExport, applicationDate },
    rule,
  );
  const inDestination = outlets.filter((outlet) => outlet.country === vehicle.destination).map((outlet) => outlet.id);
  return {
    line,
    vin: vehicle.vin,
    brand: vehicle.brand,
    model: vehicle.model,
    firstRegistration: vehicle.firstRegistration,
    transferForExport,
    destination: vehicle.destination,
    outlets: vehicle.outlets === undefined ? inDestination : [...new Set(vehicle.outlets)],
    needed: need.needed === 'unknown' ? null : need.needed,
    lastDayNeeded: need.lastDayNeeded,
  };
}
