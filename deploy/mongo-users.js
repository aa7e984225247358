// Two users of the database of vinseal (docs/scale.md). Once, on the primary, as an administrator:
//   mongosh "mongodb://ADMIN@mongo-1:27017/admin?replicaSet=vinseal&tls=true" mongo-users.js
// It asks for both passwords. `vinseal-service` is for the instances; `vinseal-operator` is for `vinseal migrate`,
// `vinseal adopt` and `vinseal restore repair`, which a person runs.
const database = 'vinseal';

const READ = ['find'];
const ADD = ['find', 'insert'];
const CHANGE = ['find', 'insert', 'update'];
const ALL = ['find', 'insert', 'update', 'remove'];

// What an instance does to each collection. The audit log is added to and never changed, and what was issued stays.
const collections = {
  audit_entries: ADD,
  audit_heads: CHANGE,
  awaited: READ,
  buckets: ALL,
  check_results: ALL,
  collected: ALL,
  confirmations: CHANGE,
  counters: CHANGE,
  files: ALL,
  fillings: ['find', 'remove'],
  lines: CHANGE,
  manufacturers: CHANGE,
  recovery: READ,
  revocation_answers: ALL,
  seals: CHANGE,
  shared_records: ALL,
  shared_revisions: CHANGE,
  totals: CHANGE,
  trials: CHANGE,
  turns: CHANGE,
  unrecovered: READ,
  versions: CHANGE,
};

// `listIndexes`, `listCollections`: an instance looks at its start whether the indexes and validators are there.
const ofCollections = Object.entries(collections).map(([collection, actions]) => ({
  resource: { db: database, collection },
  actions: [...actions, 'listIndexes'],
}));

const ofInstances = [...ofCollections, { resource: { db: database, collection: '' }, actions: ['listCollections'] }];

const ofOperators = [
  {
    resource: { db: database, collection: '' },
    actions: [
      'find',
      'insert',
      'update',
      'remove',
      'collMod',
      'createCollection',
      'createIndex',
      'dropIndex',
      'listCollections',
      'listIndexes',
    ],
  },
];

const there = db.getSiblingDB(database);
there.runCommand({ createRole: 'vinsealService', privileges: ofInstances, roles: [] });
there.runCommand({ createRole: 'vinsealOperator', privileges: ofOperators, roles: [] });
for (const [createUser, role] of [
  ['vinseal-service', 'vinsealService'],
  ['vinseal-operator', 'vinsealOperator'],
]) {
  print(`password of ${createUser}:`);
  there.runCommand({ createUser, pwd: passwordPrompt(), roles: [role], mechanisms: ['SCRAM-SHA-256'] });
}
