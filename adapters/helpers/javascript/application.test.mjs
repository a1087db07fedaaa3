// What every application does: a library with two data tables, one request after the other.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { application } from './application.mjs';
import { readIdentity } from './data.mjs';
import { identityFile, stagesFile } from './files.mjs';
import { Refusal, accepted } from './protocol.mjs';
import { Stages } from './stages.mjs';

const [OWNER, OTHER] = ['b3duZXI', 'b3RoZXI'];
const PLAIN = {
  rp_id: 'example.org', origins: ['https://example.org'], cross_origin: false, top_origins: { only: [] }, algorithms: [-7],
  user_verification: 'required', attestation: { conveyance: 'none', verify: false, trust: ['none'], anchors: [] },
  backup_state: 'ignore', client_data: 'full',
};
const USER = { id: OWNER, name: 'n' };

const known = (credential_id = 'aWQ', user_id = OWNER, record = {}) =>
  ({ user_id, credential_id, record: { of: user_id, ...record } });

/** An adapter of a library whose verification is `verify`; `asked` gets what options were made of. */
function adapter({ verify = () => ({ credential_id: 'aWQ' }), asked = [], rows = [], library = {}, ...members }) {
  const options = (beginning) => (asked.push(beginning), { challenge: 'Y2hhbGxlbmdl' });
  const begins = { registrationOptions: options, authenticationOptions: options };
  const ends = { verifyRegistration: verify, verifyAuthentication: verify };
  return application({ ...begins, ...ends, ...library }, readIdentity(identityFile(members)), Stages.read(stagesFile(rows)));
}

const METHODS = {
  registration: ['beginRegistration', 'finishRegistration'],
  authentication: ['beginAuthentication', 'finishAuthentication'],
};

const begin = (rp, ceremony, policy, members) => rp[METHODS[ceremony][0]]({
  op: `begin_${ceremony}`,
  policy: { ...PLAIN, ...policy },
  ...(ceremony === 'registration' ? { user: USER, exclude: [] } : { records: [known()] }),
  ...members,
});

/** The answer of both ends of a ceremony, also where it was thrown as a refusal. */
async function both({ ceremony = 'authentication', policy, members, records = [], ...made }) {
  const rp = adapter(made);
  try {
    const { session } = await begin(rp, ceremony, policy, members);
    return await rp[METHODS[ceremony][1]]({ session: JSON.parse(JSON.stringify(session)), response: 'text', records });
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

const attestation = (members) => ({ attestation: { ...PLAIN.attestation, ...members } });

/** What of its lacks a request needs, or `begun`. */
async function begins(lack, ceremony, policy, members, data = {}) {
  try {
    return (await begin(adapter({ lacks: { [lack]: 'words' }, ...data }), ceremony, policy, members)).outcome;
  } catch (error) {
    return error.answer.capability;
  }
}

test('a policy beyond the library is unsupported in both ceremonies', async () => {
  for (const ceremony of ['registration', 'authentication']) {
    for (const [lack, policy] of [
      ['cross_origin', { cross_origin: true }], ['top_origins', { cross_origin: true }],
      ['attestation', attestation({ verify: true })],
      ['backup_state', { backup_state: 'compare' }], ['client_data', { client_data: 'limited' }],
    ]) {
      assert.equal(await begins(lack, ceremony, policy), lack);
      assert.equal(await begins('clock', ceremony, policy), 'begun');
      assert.equal(await begins(lack, ceremony), 'begun');
    }
  }
});

test('a request may ask for more beside the policy', async () => {
  for (const [lack, ceremony, members] of [
    ['conditional_create', 'registration', { mediation: 'conditional' }], ['discoverable', 'authentication', { records: [] }],
    ['challenge', 'registration', { challenge: 'AA' }], ['challenge', 'authentication', { challenge: 'AA' }],
  ]) {
    assert.equal(await begins(lack, ceremony, {}, members), lack);
    assert.equal(await begins('clock', ceremony, {}, members), 'begun');
    assert.equal(await begins(lack, ceremony), 'begun');
  }
  assert.equal(await begins('conditional_create', 'authentication', {}, { mediation: 'conditional' }), 'begun');
});

test('an algorithm that is not listed, or not by this runtime, is unsupported at registration', async () => {
  for (const [algorithms, outcome] of [[[-7, -257], 'begun'], [[-7, -8], 'algorithms'], [[], 'algorithms']]) {
    assert.equal(await begins('clock', 'registration', { algorithms }, {}, { algorithms: [-257, -7] }), outcome);
    assert.equal(await begins('clock', 'authentication', { algorithms }, {}, { algorithms: [-257, -7] }), 'begun');
  }
  const without = { algorithms: [-8, -7], library: { algorithms: (list) => list.filter((algorithm) => algorithm !== -8) } };
  assert.equal(await begins('clock', 'registration', { algorithms: [-8] }, {}, without), 'algorithms');
  assert.deepEqual(adapter(without).identity.algorithms, [-7]);
});

test('attestation goes as far as its limits', async () => {
  const limits = { attestation: { conveyance: ['none', 'direct'], trust: ['self', 'none'] } };
  for (const [members, outcome] of [
    [{ conveyance: 'direct', verify: true, trust: ['none', 'self'] }, 'begun'],
    [{ conveyance: 'indirect', trust: ['none', 'self'] }, 'attestation'],
    [{ verify: true, trust: ['none'] }, 'attestation'],
    [{ verify: true, trust: ['none', 'self', 'anchored'] }, 'attestation'],
    [{ verify: false, trust: ['none'] }, 'begun'],
  ]) {
    for (const lack of ['attestation', 'clock']) {
      assert.equal(await begins(lack, 'registration', attestation(members), {}, limits), outcome);
    }
  }
});

test('a beginning is given in bytes, and what is left open is undefined', async () => {
  const asked = [];
  await begin(adapter({ asked }), 'registration', {}, { challenge: 'AAE' });
  await begin(adapter({ asked }), 'registration', { user_verification: null }, { user: { name: 'n' } });
  await begin(adapter({ asked }), 'authentication', {}, { records: [known('aWQ', OWNER, { transports: ['usb'] })] });
  await begin(adapter({ asked }), 'authentication', {}, { records: [] });
  const [first, second, third, fourth] = asked;
  assert.deepEqual([Buffer.from(first.userId).toString(), [...first.challenge], first.userName], ['owner', [0, 1], 'n']);
  const { rpId, algorithms, conveyance, userVerification } = first;
  assert.deepEqual([rpId, algorithms, conveyance, userVerification], ['example.org', [-7], 'none', 'required']);
  assert.deepEqual([second.userId, second.challenge, second.userVerification], [undefined, undefined, undefined]);
  assert.deepEqual([third.allow, fourth.allow], [[{ id: 'aWQ', transports: ['usb'] }], undefined]);
});

test('a ceremony remembers its beginning', async () => {
  const seen = [];
  const verify = (ceremony) => (seen.push(ceremony), {});
  await both({ ceremony: 'registration', verify, members: { mediation: 'conditional' } });
  await both({ verify, policy: { user_verification: null } });
  assert.deepEqual(seen.map(({ conditional }) => conditional), [true, false]);
  assert.deepEqual(seen.map(({ userVerificationRequired }) => userVerificationRequired), [true, false]);
  for (const { challenge, response, rpId } of seen) {
    assert.deepEqual([challenge, response, rpId], ['Y2hhbGxlbmdl', 'text', 'example.org']);
  }
});

test('a session of the other ceremony is a fault', async () => {
  const rp = adapter({});
  const { session } = await begin(rp, 'registration');
  const finish = rp.finishAuthentication({ session, response: '', records: [] });
  await assert.rejects(finish, /session: of another ceremony than authentication/);
});

test('the record is what is stored unless the library says otherwise', async () => {
  const plain = await both({ verify: () => ({ sign_count: 3, transports: [1] }) });
  assert.deepEqual([plain.record, plain.stored.sign_count, plain.stored.transports], [{ sign_count: 3, transports: [1] }, 3, null]);
  const own = await both({ verify: () => accepted({ own: 1 }, { sign_count: 4 }) });
  assert.deepEqual([own.record, own.stored.sign_count], [{ own: 1 }, 4]);
  await assert.rejects(both({ verify: () => ({ counter: 3 }) }), /counter/);
});

test('anchors are certificates, and none where nothing is verified', async () => {
  for (const [verify, expected] of [[true, [[0, 1]]], [false, []]]) {
    const seen = [];
    await both({ verify: ({ anchors }) => (seen.push(...anchors), {}), policy: attestation({ verify, anchors: ['AAE'] }) });
    assert.deepEqual(seen.map((anchor) => [...anchor]), expected);
  }
});

test('what the library throws is its refusal and nothing else is', async () => {
  const rows = [{ stage: 'client-data', errors: ['Error: wrong origin*'], ceremony: 'authentication' }];
  const throws = (message) => () => Promise.reject(new Error(message));
  const judged = (message) => both({ rows, verify: (ceremony) => ceremony.judged(throws(message)) });
  assert.deepEqual(await judged('wrong origin x'), { outcome: 'rejected', stage: 'client-data', detail: 'wrong origin x' });
  assert.deepEqual(await judged('no'), { outcome: 'rejected', stage: null, detail: 'no' });
  await assert.rejects(both({ rows, verify: throws('wrong origin') }), /wrong origin/);
  assert.equal((await both({ verify: (ceremony) => ceremony.judged(() => ({ sign_count: 1 })) })).stored.sign_count, 1);
});

/** Whose record is found, or the stage of the refusal. */
async function owner(id, records, duties, members) {
  const application = Object.fromEntries(duties.map((duty) => [duty, 'words']));
  const answer = await both({ verify: (ceremony) => accepted(ceremony.record(id), {}), records, application, members });
  if (answer.outcome === 'rejected') assert.match(answer.detail, /^application: no credential/);
  return answer.stage ?? answer.record.of;
}

test('a record is found by its credential id, where the application has to look', async () => {
  const records = [known('b3Ro', OTHER), known('aWQ', OWNER)];
  assert.equal(await owner('aWQ', records, []), OWNER);
  assert.equal(await owner('b3Ro', records, []), OTHER);
  assert.equal(await owner('AA', records, []), 'state');
  for (const [duties, members, outcome] of [
    [['listed_credentials'], { records: [known('aWQ')] }, 'state'],
    [['listed_credentials'], { records: [] }, OTHER],
    [[], { records: [known('aWQ')] }, OTHER],
    [['users_credentials'], { user: USER }, 'state'],
    [['users_credentials'], { user: { ...USER, id: OTHER } }, OTHER],
    [['users_credentials'], {}, OTHER],
    [[], { user: USER }, OTHER],
  ]) {
    assert.equal(await owner('b3Ro', records, duties, members), outcome);
  }
});

test('an id that is registered already is refused where that is a duty', async () => {
  const duty = { application: { unique_credential_id: 'words' } };
  const register = (members) => both({ ceremony: 'registration', records: [known('aWQ')], ...members });
  assert.equal((await register(duty)).stage, 'state');
  assert.equal((await register({ ...duty, records: [known('b3Ro')] })).outcome, 'accepted');
  assert.equal((await register({})).outcome, 'accepted');
  assert.equal((await register({ ...duty, ceremony: 'authentication' })).outcome, 'accepted');
});

test('attestation is judged by the policy', async () => {
  const outcome = async (fmt, x5c, members, application = { attestation: 'words' }) => {
    const verify = (ceremony) => (ceremony.judgeAttestation(fmt, x5c), {});
    const answer = await both({ verify, application, policy: attestation({ verify: true, anchors: ['AAE'], ...members }) });
    return answer.stage ?? answer.capability ?? answer.outcome;
  };
  for (const [fmt, x5c, trust] of [
    ['none', undefined, 'none'], ['packed', undefined, 'self'], ['packed', ['c'], 'anchored'], ['tpm', ['c'], 'anchored'],
  ]) {
    const others = ['none', 'self', 'anchored'].filter((level) => level !== trust);
    assert.equal(await outcome(fmt, x5c, { trust: [trust] }), 'accepted');
    assert.equal(await outcome(fmt, x5c, { trust: others }), 'trust');
    assert.equal(await outcome(fmt, x5c, { trust: others, verify: false }), 'accepted');
    // The library could not be told, and nothing says that the application has to judge.
    assert.equal(await outcome(fmt, x5c, { trust: others }, {}), 'attestation');
  }
  assert.equal(await outcome('packed', ['c'], { trust: ['anchored'], anchors: [] }), 'trust');
});

test('hello is answered without what only the helper reads', () => {
  const { identity } = adapter({ lacks: { clock: 'words' }, application: { record: 'words' }, attestation: { trust: ['none'] } });
  assert.deepEqual(identity.lacks, [{ capability: 'clock', documentation: 'words' }]);
  assert.deepEqual([identity.name, identity.version], ['test', '1']);
  assert.deepEqual(['application' in identity, 'attestation' in identity], [false, false]);
});
