// From the library's errors to the protocol's stages. Most are plain `Error`s, so their words tell.

export const REGISTRATION = 'registration';
export const AUTHENTICATION = 'authentication';

/** The first row whose beginning fits decides. Rows are anchored: messages quote what the response says. */
const STAGES = [
  ['client-data', /^Unexpected (registration|authentication) response (type|challenge|origin)/],
  ['client-data', /^(Detected cross-origin|Unexpected cross-origin|Unexpected top origin)/],
  ['client-data', /^(Unexpected (value for TokenBinding|tokenBinding)|ClientDataJSON tokenBinding)/],
  ['auth-data', /^(Unexpected RP ID hash|User (presence|verification|not present)|Single-device credential)/],
  // All fields were read, and bytes are left: they do not fit the flags.
  ['auth-data', /^Leftover bytes/],
  ['auth-data', /^No (credential ID|public key|AAGUID) was/],
  ['key', /^(Unexpected public key alg|Credential public key was missing|Public key (was missing|had invalid))/],
  ['key', /^(Unexpected COSE crv|unknown COSE curve|Could not map COSE alg|Unexpected RSA key algorithm)/],
  ['key', /^(Signature verification with public key of kty|This runtime's WebCrypto|TODO: Figure out how to handle public keys)/],
  ['state', /^Response counter value/],
  ['attestation', /^(None attestation|Unsupported Attestation Format|Attestation )/],
  ['parse', /^(Missing credential ID|Credential ID was not|Unexpected credential type|Credential (missing )?response)/],
  ['parse', /^(Authenticator data was|Error decoding authenticator extensions)/],
  ['parse', /^(No data|CBOR |Map is not supported|array is not supported|Unsupported or not well formed|Length not supported)/],
];

/** Attestation verifications name themselves at the end of what they say. */
const STATEMENT = /\((FIDOU2F|Packed|Packed\|Full|SafetyNet|Android Key|Apple|TPM(\|\w+)?)\)$/;

/**
 * The stage that an error tells.
 * @param {Error} error what a verification threw
 * @param {string} ceremony the signature of a registration is the statement's
 * @returns {string|null} null where it tells none
 */
export function stageOf(error, ceremony) {
  if (error.code === 'CERTIFICATE_PATH_VERIFICATION_FAILED' || error.cause?.code === 'CERTIFICATE_PATH_VERIFICATION_FAILED') {
    return 'trust';
  }
  const row = STAGES.find(([, words]) => words.test(error.message));
  if (row) return row[0];
  if (ceremony === REGISTRATION && STATEMENT.test(error.message)) return 'attestation';
  if (/^Invalid signature component length/.test(error.message)) return ceremony === REGISTRATION ? 'attestation' : 'signature';
  // What WebCrypto says of a key that it does not import.
  if (error instanceof DOMException) return 'key';
  // JSON.parse, reading a member of what is not there, reading past the end.
  if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return 'parse';
  return null;
}
