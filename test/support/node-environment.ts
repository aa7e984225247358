import { createRequire } from 'node:module';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
/** Of Jest itself, so that both are of one version. */
const { TestEnvironment } = createRequire(require.resolve('jest'))('jest-environment-node') as {
  readonly TestEnvironment: new (...given: readonly unknown[]) => object;
};

/**
 * The environment `node` of Jest, with globals that are properties of an ordinary object. Jest's own are behind a proxy, and
 * V8 asks it anew each time that code names one (`Math`, `Object`, `Uint8Array`): readers of bytes took several times as long
 * as in the service, and reached bounds of time that they never come near there.
 */
export default class NodeEnvironment extends TestEnvironment {
  constructor(...given: readonly unknown[]) {
    const { createContext } = vm;
    vm.createContext = (() => createContext(vm.constants.DONT_CONTEXTIFY)) as typeof createContext;
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
  }
}
