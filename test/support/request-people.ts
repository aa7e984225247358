import type { InstallOptions } from '../../server/compose/install-options.ts';
import { openPeopleOffice } from '../../server/compose/offices.ts';
import { TEST_EXPORTERS, TEST_MANUFACTURER } from '../../server/development/test-manufacturer.ts';
import { type Actor, operatorActor } from '../../server/model/access/actor.ts';
import type { ActorOrganisation } from '../../server/model/access/organisation.ts';
import type { Role } from '../../server/model/access/roles.ts';
import { expectDone } from './actors.ts';

const exporterOf = (id: string, uscc: string): ActorOrganisation => ({
  ...{ id, kind: 'exporter', manufacturerId: null, uscc },
});

export const EXPORTER = exporterOf('exporter-1', TEST_EXPORTERS[0].uscc);
export const OTHER_EXPORTER = exporterOf('exporter-2', TEST_EXPORTERS[1].uscc);
export const MAKER: ActorOrganisation = {
  ...{ id: 'maker', kind: 'manufacturer', manufacturerId: TEST_MANUFACTURER.id, uscc: TEST_MANUFACTURER.uscc },
};
export const OTHER_MAKER: ActorOrganisation = {
  ...{ id: 'other-maker', kind: 'manufacturer', manufacturerId: 'other-maker', uscc: '91350200M0000TEX1H' },
};

/** A member of an organisation in one role. */
export function member(organisation: ActorOrganisation, role: Role, id = `${organisation.id}-${role}`): Actor {
  return { kind: 'person', id, name: id, organisation, roles: [role] };
}

export const REQUESTER = member(EXPORTER, 'requester');
export const CLERK = member(MAKER, 'clerk');

/** Adds the organisations of these people to an install. */
export async function addPeoplesOrganisations(data: string, mongo: InstallOptions['mongo'] = null): Promise<void> {
  const office = await openPeopleOffice({ data, mongo });
  const by = operatorActor();
  for (const [index, exporter] of [EXPORTER, OTHER_EXPORTER].entries()) {
    const { name, uscc } = TEST_EXPORTERS[index] as (typeof TEST_EXPORTERS)[number];
    expectDone(await office.addOrganisation({ kind: 'exporter', id: exporter.id, name, uscc }, by));
  }
  const maker = { kind: 'manufacturer', id: MAKER.id, manufacturer: TEST_MANUFACTURER.id };
  expectDone(await office.addOrganisation(maker, by));
  await office.close();
}
