//! An independent client and authenticator, the crate passkey, over all that it can be told to do: the reference RP accepts what it
//! makes.

use std::cell::Cell;
use std::future::Future;
use std::task::{Context, Poll, Waker};

use data_encoding::BASE64URL_NOPAD;
use passkey::authenticator::extensions::HmacSecretConfig;
use passkey::authenticator::{
    Authenticator, CredentialIdLength, CredentialStore, MemoryStore, UiHint, UserCheck, UserValidationMethod,
};
use passkey::client::{Client, DefaultClientData, DefaultClientDataWithExtra};
use passkey::crypto::coset::{CoseKeyBuilder, MlDsaVariant};
use passkey::crypto::rng::RngBackend;
use passkey::crypto::rust_crypto::{RustCryptoBackend, RustCryptoSecretKey};
use passkey::crypto::{CryptoBackend, SecretKeyT, iana};
use passkey_types::Passkey;
use passkey_types::ctap2::{Aaguid, Ctap2Error};
use passkey_types::webauthn::{AuthenticatorTransport, CredentialCreationOptions, CredentialRequestOptions};
use relycheck_protocol::{
    AccountRecord, AttestationConveyance, AuthenticationBegin, AuthenticationFinish, Begin, Begun, Finish, Policy,
    RegistrationBegin, RegistrationFinish, RelyingParty, Shared, User, UserVerification,
};
use relycheck_reference::Reference;
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;

thread_local! {
    static DRAWN: Cell<u64> = const { Cell::new(0) };
}

/// What looks random to the crate and is the same in every run.
struct Seeded;

impl RngBackend for Seeded {
    fn random_vec(length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        while bytes.len() < length {
            let drawn = DRAWN.with(|drawn| drawn.replace(drawn.get() + 1));
            bytes.extend_from_slice(&Sha256::digest(drawn.to_be_bytes()));
        }
        bytes.truncate(length);
        bytes
    }
    fn random_array<const N: usize>() -> [u8; N] {
        Self::random_vec(N).try_into().expect("that many bytes were asked for")
    }
    fn from_range(range: std::ops::RangeInclusive<u8>) -> u8 {
        range.start() + Self::random_array::<1>()[0] % (range.end() - range.start() + 1)
    }
}

/// The crate's own cryptography, with keys from [`Seeded`].
struct SeededCrypto;

impl CryptoBackend for SeededCrypto {
    type Rng = Seeded;
    type Sha256 = <RustCryptoBackend as CryptoBackend>::Sha256;
    type SecretKey = RustCryptoSecretKey;

    fn enumerate_algorithms(&self) -> Vec<iana::Algorithm> {
        RustCryptoBackend.enumerate_algorithms()
    }

    fn generate_key(&self, algorithm: iana::Algorithm) -> Result<Self::SecretKey, passkey::crypto::Error> {
        // No scalar that is drawn here is 0 or beyond the order of P-256.
        let private = Seeded::random_vec(32);
        let key = match algorithm {
            iana::Algorithm::ES256 => {
                CoseKeyBuilder::new_ec2_priv_key(iana::EllipticCurve::P_256, Vec::new(), Vec::new(), private).algorithm(algorithm)
            }
            iana::Algorithm::EdDSA => CoseKeyBuilder::new_okp_key()
                .param(iana::OkpKeyParameter::Crv as i64, (iana::EllipticCurve::Ed25519 as i64).into())
                .param(iana::OkpKeyParameter::D as i64, private.into())
                .algorithm(algorithm),
            other => CoseKeyBuilder::new_mldsa_pub_key(MlDsaVariant::try_from(other).expect("the last kind"), Vec::new())
                .param(iana::AkpKeyParameter::Priv as i64, private.into()),
        };
        Ok(RustCryptoSecretKey::from_cose_key(&key.build()).unwrap_or_else(|error| panic!("{algorithm:?}: {error:?}")))
    }
}

/// A user who is present, and verified where the device can verify and is asked to.
struct Somebody {
    verifies: bool,
}

#[async_trait::async_trait]
impl UserValidationMethod for Somebody {
    type PasskeyItem = Passkey;

    async fn check_user<'a>(&self, _: UiHint<'a, Passkey>, presence: bool, verification: bool) -> Result<UserCheck, Ctap2Error> {
        Ok(UserCheck { presence, verification: verification && self.verifies })
    }
    fn is_presence_enabled(&self) -> bool {
        true
    }
    fn is_verification_enabled(&self) -> Option<bool> {
        self.verifies.then_some(true)
    }
}

/// Nothing here waits for anything.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the crate waits"),
    }
}

/// Everything that the crate can be told.
#[derive(Clone, Debug)]
struct Told {
    asked: Option<UserVerification>,
    when_preferred: bool,
    verifies: bool,
    algorithm: i64,
    counter: bool,
    id_length: u8,
    transports: Vec<AuthenticatorTransport>,
    secrets: bool,
    extra: bool,
    aaguid: [u8; 16],
    conveyance: AttestationConveyance,
    known: bool,
}

/// Each of the crate's options in each of its values, beside every combination of what is asked for, of what the device can and
/// of the algorithm.
fn everything(algorithms: &[i64]) -> Vec<Told> {
    let plain = Told {
        asked: Some(UserVerification::Preferred),
        when_preferred: true,
        verifies: true,
        algorithm: -7,
        counter: false,
        id_length: 16,
        transports: vec![AuthenticatorTransport::Internal],
        secrets: false,
        extra: false,
        aaguid: [0; 16],
        conveyance: AttestationConveyance::None,
        known: true,
    };
    let mut all = Vec::new();
    for asked in [None, Some(UserVerification::Required), Some(UserVerification::Preferred), Some(UserVerification::Discouraged)] {
        for when_preferred in [true, false] {
            for verifies in [true, false] {
                for &algorithm in algorithms {
                    for known in [true, false] {
                        all.push(Told { asked, when_preferred, verifies, algorithm, known, ..plain.clone() });
                    }
                }
            }
        }
    }
    // The crate asks a device that cannot verify for nothing that it cannot do.
    all.retain(|told| told.verifies || told.asked != Some(UserVerification::Required));
    all.retain(|told| told.verifies || !told.when_preferred || told.asked == Some(UserVerification::Discouraged));
    for algorithm in algorithms {
        let plain = Told { algorithm: *algorithm, ..plain.clone() };
        all.push(Told { counter: true, ..plain.clone() });
        all.extend([17, 32, 64].map(|id_length| Told { id_length, ..plain.clone() }));
        all.push(Told { transports: Vec::new(), ..plain.clone() });
        all.push(Told { transports: vec![AuthenticatorTransport::Usb, AuthenticatorTransport::Hybrid], ..plain.clone() });
        all.push(Told { secrets: true, ..plain.clone() });
        all.push(Told { extra: true, ..plain.clone() });
        all.push(Told { aaguid: *b"relycheck-aaguid", ..plain.clone() });
        let conveyances = [AttestationConveyance::Indirect, AttestationConveyance::Direct, AttestationConveyance::Enterprise];
        all.extend(conveyances.map(|conveyance| Told { conveyance, ..plain.clone() }));
    }
    all
}

fn policy(told: &Told) -> Policy {
    let mut policy = relycheck_cases::Script::new("").policy;
    policy.user_verification = told.asked;
    policy.algorithms = vec![told.algorithm];
    policy.attestation.conveyance = told.conveyance;
    policy
}

/// Registers, and signs in twice.
fn ceremonies<S>(told: &Told, store: S)
where
    S: CredentialStore<PasskeyItem = Passkey> + Sync,
{
    let user = Somebody { verifies: told.verifies };
    let mut authenticator =
        Authenticator::new(Aaguid::from(told.aaguid), store, user, SeededCrypto).transports(told.transports.clone());
    authenticator.set_make_credentials_with_signature_counter(told.counter);
    authenticator.set_make_credential_id_length(CredentialIdLength::from(told.id_length));
    if told.secrets {
        authenticator = authenticator.hmac_secret(HmacSecretConfig::new_without_uv().enable_on_make_credential());
    }
    let mut client = Client::new(authenticator).user_verification_when_preferred(told.when_preferred);
    let origin = Url::parse(relycheck_cases::ORIGIN).expect("an origin");
    let mut rp = Reference::new();
    let user = User { id: Some(BASE64URL_NOPAD.encode(&[7; 32])), name: "somebody@example.org".to_owned() };

    let begun = rp.begin_registration(RegistrationBegin {
        user: user.clone(),
        policy: policy(told),
        exclude: Vec::new(),
        mediation: None,
        challenge: None,
    });
    let begun = begun_of(begun);
    let mut options = json!({ "publicKey": begun.options });
    options["publicKey"]["extensions"] = json!({ "credProps": true });
    if told.secrets {
        options["publicKey"]["extensions"]["prf"] = json!({ "eval": { "first": BASE64URL_NOPAD.encode(b"first") } });
    }
    let options: CredentialCreationOptions = serde_json::from_value(options).expect("the client reads the options");
    let made = if told.extra {
        let more = DefaultClientDataWithExtra(json!({ "relycheck": [1, { "deep": null }] }));
        now(client.register(&origin, options, more))
    } else {
        now(client.register(&origin, options, DefaultClientData))
    };
    let made = made.unwrap_or_else(|error| panic!("{told:?}: {error:?}"));
    let response = serde_json::to_string(&made).expect("JSON");
    let finish = rp.finish_registration(RegistrationFinish { session: begun.session, response, records: Vec::new() });
    let mut record = record_of(finish, told);

    for _ in 0..2 {
        let records = vec![AccountRecord {
            user_id: user.id.clone().expect("an id"),
            credential_id: made.id.clone(),
            record: record.clone(),
        }];
        let begun = rp.begin_authentication(AuthenticationBegin {
            user: told.known.then(|| user.clone()),
            records: if told.known { records.clone() } else { Vec::new() },
            policy: policy(told),
            mediation: None,
            challenge: None,
        });
        let begun = begun_of(begun);
        let mut options = json!({ "publicKey": begun.options });
        if told.secrets {
            options["publicKey"]["extensions"] = json!({ "prf": { "eval": { "first": BASE64URL_NOPAD.encode(b"first") } } });
        }
        let options: CredentialRequestOptions = serde_json::from_value(options).expect("the client reads the options");
        let used =
            now(client.authenticate(&origin, options, DefaultClientData)).unwrap_or_else(|error| panic!("{told:?}: {error:?}"));
        let response = serde_json::to_string(&used).expect("JSON");
        record = record_of(rp.finish_authentication(AuthenticationFinish { session: begun.session, response, records }), told);
    }
}

fn begun_of(begin: Begin) -> Begun {
    match begin {
        Begin::Begun(begun) => begun,
        other => panic!("{other:?}"),
    }
}

fn record_of(finish: Finish, told: &Told) -> Shared {
    match finish {
        Finish::Accepted(accepted) => accepted.record,
        other => panic!("{told:?}: {other:?}"),
    }
}

#[test]
fn what_an_independent_client_makes_is_accepted() {
    let algorithms: Vec<i64> = SeededCrypto.enumerate_algorithms().into_iter().map(|algorithm| algorithm as i64).collect();
    // Where ESP256 or Ed25519 alone is offered, this version of the crate makes a key that says ES256 or EdDSA. Step 20 of section 7.1
    // refuses that.
    let says_another = [iana::Algorithm::ESP256 as i64, iana::Algorithm::Ed25519 as i64];
    let offered = algorithms.into_iter().filter(|it| !says_another.contains(it));
    let offered: Vec<i64> = offered.filter(|it| Reference::new().identity().algorithms.contains(it)).collect();
    assert!(offered.contains(&-7), "{offered:?}");
    let all = everything(&offered);
    assert!(all.len() > 30, "{}", all.len());
    for told in &all {
        if told.known {
            ceremonies(told, MemoryStore::new());
        } else {
            ceremonies(told, None::<Passkey>);
        }
    }
}
