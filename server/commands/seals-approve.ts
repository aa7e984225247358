import { operatorActor } from '../model/access/actor.ts';
import type { Command } from './command.ts';
import { BY_OPTION, byOption } from './person.ts';
import { reportSeal, sealOperands } from './seal-operands.ts';

/** `seals approve MANUFACTURER VERSION`: the second person. */
export const sealsApprove: Command = {
  name: 'seals approve',
  operands: 'MANUFACTURER VERSION',
  doc: 'approve a version that another person proposed; look at its preview first',
  arity: [2, 2],
  options: BY_OPTION,
  run: async (input, context) => {
    const target = { ...sealOperands(input), actor: operatorActor(byOption(input, 'seals approve')) };
    return reportSeal(await (await context.install()).seals.approve(target), context);
  },
};

/** `seals retire MANUFACTURER VERSION`: it seals nothing any more. */
export const sealsRetire: Command = {
  name: 'seals retire',
  operands: 'MANUFACTURER VERSION',
  doc: 'end a version for good, or turn a proposal down; what it sealed stays good',
  arity: [2, 2],
  options: BY_OPTION,
  run: async (input, context) => {
    const target = { ...sealOperands(input), actor: operatorActor(byOption(input, 'seals retire')) };
    return reportSeal(await (await context.install()).seals.retire(target), context);
  },
};
