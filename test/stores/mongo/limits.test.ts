import { modelsOf, openDatabase } from '../../../server/stores/mongo/database.ts';
import { createMongoLimits } from '../../../server/stores/mongo/limits.ts';
import { type LimitsFixture, limitsContract, sharedLimitsContract } from '../../contract/limits.contract.ts';
import { describeWithMongo } from './mongo-suite.ts';

describeWithMongo('limits in MongoDB', ({ database }) => {
  const fixture = async (): Promise<LimitsFixture> => {
    const { connection } = database();
    const { buckets } = modelsOf(connection);
    return {
      open: (options) => createMongoLimits(openDatabase(connection), options),
      // Nobody moves the clock of a server: the ends are moved back instead.
      pass: async (ms) => {
        const earlier = { endsAt: { $subtract: ['$endsAt', ms] } };
        await buckets.updateMany({}, [{ $set: earlier }], { updatePipeline: true });
      },
      count: () => buckets.countDocuments().exec(),
      dispose: async () => {
        await buckets.deleteMany({});
      },
    };
  };
  limitsContract('MongoDB', fixture);
  sharedLimitsContract('MongoDB', fixture);
});
