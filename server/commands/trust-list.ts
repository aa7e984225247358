import { type Command, EXIT } from './command.ts';
import { showAnchor } from './show-anchor.ts';
import { withTrustRegister } from './with-trust-register.ts';

/** `trust list`: every anchor, whom it vouches for, and how it stands. */
export const trustList: Command = {
  name: 'trust list',
  operands: '',
  doc: 'show the trust list: each anchor, whom it vouches for, and how it stands',
  arity: [0, 0],
  options: {},
  run: (_input, context) =>
    withTrustRegister(context, async ({ anchors, clock }) => {
      for (const anchor of anchors()) context.print(await showAnchor(anchor, clock.now(), context.json));
      return EXIT.ok;
    }),
};
