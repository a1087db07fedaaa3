//! Inputs from a seed: artefacts of the forge, with random settings and edit scripts behind them.

use std::sync::LazyLock;

use relycheck_forge::{Algorithm, Chain, Emission, Format, Inputs, Seed};
use relycheck_fuzzing::session::{CREATION_CHALLENGE, ORIGIN, REQUEST_CHALLENGE, RP_ID, USER_HANDLE, forge};
use relycheck_fuzzing::{Asked, Setting, Target, VerifyInput};
use relycheck_protocol::UserVerification;

/// A registration and an authentication with the same credential, as an honest client posts them.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) registration: String,
    pub(crate) authentication: String,
    /// What the RP has to offer.
    pub(crate) setting: Setting,
}

pub(crate) fn start(emission: &Emission) -> Start {
    let inputs = |challenge| Inputs { rp_id: RP_ID, origin: ORIGIN, challenge, user_handle: &USER_HANDLE };
    let credential = forge().credential("a start", 0, emission);
    let registration = forge().registration(&credential, emission, &inputs(&CREATION_CHALLENGE), None).expect("no deviation");
    let later = Emission { sign_count: emission.sign_count.saturating_mul(2), ..emission.clone() };
    let assertion = forge().assertion(&credential, &later, &inputs(&REQUEST_CHALLENGE), None).expect("no deviation");
    let plain = emission.algorithm == Algorithm::Es256;
    let attestation = match emission.format {
        Format::None => 0,
        Format::PackedSelf => 1,
        Format::Packed(_) => 4,
    };
    let setting = Setting { algorithms: u8::from(!plain), attestation, ..Setting::default() };
    Start { registration: registration.response, authentication: assertion.response, setting }
}

/// What the runs start from.
pub(crate) static STARTS: LazyLock<Vec<Start>> = LazyLock::new(|| {
    let plain = Emission::default();
    let backed_up = Emission { be: true, bs: true, sign_count: 7, ..plain.clone() };
    let attested = Emission { format: Format::PackedSelf, ..plain.clone() };
    let certified = Emission { format: Format::Packed(Chain::Root), ..plain.clone() };
    let rsa = Emission { algorithm: Algorithm::Rs256, ..plain.clone() };
    let edwards = Emission { algorithm: Algorithm::EdDsa, ..attested.clone() };
    let mut starts: Vec<Start> = [plain, backed_up, attested, certified, rsa, edwards].iter().map(start).collect();
    let required = Some(UserVerification::Required);
    let settings = [
        Setting { asked: Asked::Nobody, ..Setting::default() },
        Setting { limited: true, ..Setting::default() },
        Setting { creation: required, request: required, ..Setting::default() },
    ];
    starts.extend(settings.map(|setting| Start { setting, ..starts[0].clone() }));
    starts
});

/// An input of a seeded run.
#[derive(Clone, Debug)]
pub(crate) struct Generated {
    pub(crate) target: Target,
    pub(crate) bytes: Vec<u8>,
}

/// Input number `number` of a run; `starts` is what it begins with.
pub(crate) fn generated(run: u64, number: u32, starts: &[Start]) -> Generated {
    let mut bytes = [0; 96];
    Seed(run).fill(&[b"generated", &number.to_be_bytes()], &mut bytes);
    let [which, kind, steps, rest @ ..] = bytes;
    let start = &starts[usize::from(which) % starts.len()];
    let (chances, rest) = rest.split_at(Setting::LENGTH);
    let (choices, script) = rest.split_at(Setting::LENGTH);
    let mut setting = start.setting.encode();
    for (place, byte) in setting.iter_mut().enumerate() {
        // most of a setting is the start's, so that what is edited decides.
        if chances[place] >= 0xd0 {
            *byte = choices[place];
        }
    }
    let setting = Setting::decode(&setting);
    let script = &script[..usize::from(steps) % (script.len() + 1)];
    let registration = kind % 4 == 0;
    let authentication = (!registration).then_some(start.authentication.as_bytes());
    let input = VerifyInput { registration: start.registration.as_bytes(), authentication, setting, script };
    let target = if registration { Target::VerifyRegistration } else { Target::VerifyAuthentication };
    Generated { target, bytes: input.compose() }
}
