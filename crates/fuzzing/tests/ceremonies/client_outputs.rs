//! Client outputs that nothing asked for, and which of them a relying party takes: what tests hold both the properties and the relying
//! parties to.

/// What a relying party does about client outputs of one ceremony.
pub(crate) struct Outputs {
    pub(crate) registration: bool,
    /// Values of `clientExtensionResults` with which it accepts a response.
    pub(crate) taken: &'static [&'static str],
    /// Those for which it refuses one.
    pub(crate) refused: &'static [&'static str],
}

/// Those that were tried with a relying party.
pub(crate) fn tried(peer: &str) -> &'static [Outputs] {
    match peer {
        "webauthn-rs-core" => &OF_WEBAUTHN_RS_CORE,
        "webauthn_rp" => &OF_WEBAUTHN_RP,
        _ => &[],
    }
}

const OF_WEBAUTHN_RS_CORE: [Outputs; 2] = [
    Outputs {
        registration: true,
        taken: &[
            r#"{}"#,
            r#"{"appid":false}"#,
            r#"{"credProps":{}}"#,
            r#"{"credProps":{"rk":true,"other":1,"other":2}}"#,
            r#"{"hmacSecret":true}"#,
            r#"{"credProtect":"userVerificationOptional"}"#,
            r#"{"credProtect":"userVerificationOptionalWithCredentialIDList"}"#,
            r#"{"credProtect":"userVerificationRequired"}"#,
            r#"{"minPinLength":4294967295}"#,
            r#"{"appidExclude":1}"#,
            r#"{"cred_props":1,"cred_protect":1,"hmac_secret":1,"min_pin_length":true}"#,
            r#"{"enforceCredentialProtectionPolicy":1,"credentialProtectionPolicy":1}"#,
            r#"{"hmac-secret":1,"hmacCreateSecret":1,"hmacGetSecret":1,"hmac_get_secret":1}"#,
            r#"{"largeBlob":1,"credBlob":1,"prf":1}"#,
            r#"{"uvm":1,"exts":1,"loc":1,"txAuthSimple":1,"txAuthGeneric":1,"payment":1}"#,
            r#"{"nobody":[true],"nobody":1}"#,
        ],
        refused: &[
            r#"{"appid":1}"#,
            r#"{"appid":"true"}"#,
            r#"{"\u0061ppid":[]}"#,
            r#"{"appid":true,"appid":true}"#,
            r#"{"credProps":true}"#,
            r#"{"credProps":"rk"}"#,
            r#"{"credProps":[]}"#,
            r#"{"credProps":{"rk":1}}"#,
            r#"{"credProps":{"rk":[true]}}"#,
            r#"{"credProps":{"rk":true,"rk":true}}"#,
            r#"{"hmacSecret":0}"#,
            r#"{"hmacSecret":{}}"#,
            r#"{"credProtect":[true]}"#,
            r#"{"credProtect":1}"#,
            r#"{"credProtect":true}"#,
            r#"{"credProtect":{}}"#,
            r#"{"credProtect":""}"#,
            r#"{"credProtect":"userVerificationOptionalWithCredentialIdList"}"#,
            r#"{"minPinLength":-1}"#,
            r#"{"minPinLength":-0}"#,
            r#"{"minPinLength":4.0}"#,
            r#"{"minPinLength":4e0}"#,
            r#"{"minPinLength":4294967296}"#,
            r#"{"minPinLength":"4"}"#,
            r#"{"minPinLength":[4]}"#,
        ],
    },
    Outputs {
        registration: false,
        taken: &[
            r#"{}"#,
            r#"{"appid":true}"#,
            r#"{"hmac_get_secret":{"output1":""}}"#,
            r#"{"hmac_get_secret":{"output1":"-_8","output2":"AA","other":1}}"#,
            r#"{"appidExclude":1}"#,
            r#"{"credProps":1,"credProtect":1,"hmacSecret":1,"minPinLength":true}"#,
            r#"{"hmac-secret":1,"hmacCreateSecret":1,"hmacGetSecret":1}"#,
            r#"{"largeBlob":1,"getCredBlob":1,"prf":1}"#,
            r#"{"uvm":1,"exts":1,"loc":1,"txAuthSimple":1,"txAuthGeneric":1,"payment":1}"#,
            r#"{"nobody":[true],"nobody":1}"#,
        ],
        refused: &[
            r#"{"appid":1}"#,
            r#"{"appid":"true"}"#,
            r#"{"appid":[true]}"#,
            r#"{"appid":true,"appid":true}"#,
            r#"{"hmac_get_secret":true}"#,
            r#"{"hmac_get_secret":"AA"}"#,
            r#"{"hmac_get_secret":[]}"#,
            r#"{"hmac_get_secret":{}}"#,
            r#"{"hmac_get_secret":{"output1":1}}"#,
            r#"{"hmac_get_secret":{"output1":[0]}}"#,
            r#"{"hmac_get_secret":{"output1":"!!"}}"#,
            r#"{"hmac_get_secret":{"output1":"AB"}}"#,
            r#"{"hmac_get_secret":{"output2":"AA"}}"#,
            r#"{"hmac_get_secret":{"output1":"AA","output1":"AA"}}"#,
            r#"{"hmac_get_secret":{"output1":"AA","output2":1}}"#,
        ],
    },
];

const OF_WEBAUTHN_RP: [Outputs; 2] = [
    Outputs {
        registration: true,
        taken: &[
            r#"{}"#,
            r#"{"appid":1,"appidExclude":1,"largeBlob":1,"credBlob":1,"uvm":1,"payment":1}"#,
            r#"{"credProtect":1,"enforceCredentialProtectionPolicy":1,"minPinLength":true}"#,
            r#"{"hmac-secret":1,"hmacSecret":1,"hmacCreateSecret":1,"hmacGetSecret":1}"#,
            r#"{"cred_props":1,"PRF":1}"#,
            r#"{"nobody":[true],"nobody":1}"#,
        ],
        refused: &[
            r#"{"credProps":{}}"#,
            r#"{"credProps":{"rk":true}}"#,
            r#"{"credProps":{"rk":1}}"#,
            r#"{"credProps":true}"#,
            r#"{"credProps":[]}"#,
            r#"{"cred\u0050rops":{}}"#,
            r#"{"prf":{}}"#,
            r#"{"prf":{"enabled":true}}"#,
            r#"{"prf":{"enabled":false}}"#,
            r#"{"prf":{"enabled":1}}"#,
            r#"{"prf":1}"#,
            r#"{"prf":[]}"#,
        ],
    },
    Outputs {
        registration: false,
        taken: &[
            r#"{}"#,
            r#"{"credProps":1,"credProps":true}"#,
            r#"{"appid":1,"largeBlob":1,"getCredBlob":1,"uvm":1,"payment":1}"#,
            r#"{"hmac-secret":1,"hmacGetSecret":1,"hmac_get_secret":1}"#,
            r#"{"nobody":[true],"nobody":1}"#,
            r#"{"prf":{}}"#,
            r#"{"prf":{"other":1,"other":2}}"#,
            r#"{"prf":{"results":{}}}"#,
            r#"{"prf":{"results":{"other":1}}}"#,
        ],
        refused: &[
            r#"{"prf":1}"#,
            r#"{"prf":"enabled"}"#,
            r#"{"prf":[]}"#,
            r#"{"prf":{},"prf":{}}"#,
            r#"{"prf":{"enabled":true}}"#,
            r#"{"prf":{"enabled":1}}"#,
            r#"{"prf":{"results":1}}"#,
            r#"{"prf":{"results":[]}}"#,
            r#"{"prf":{"results":{},"results":{}}}"#,
            r#"{"prf":{"results":{"first":"AA"}}}"#,
            r#"{"prf":{"results":{"second":"AA"}}}"#,
        ],
    },
];

/// The input of `differential` that posts these outputs and is else that of `whole`: a registration and an authentication without any.
pub(crate) fn posting(whole: &[u8], registration: bool, outputs: &str) -> Vec<u8> {
    let mut texts = whole[1..].split(|byte| *byte == 0).map(|text| str::from_utf8(text).expect("a response"));
    let mut text = || texts.next().expect("a registration and an authentication");
    let posted = |text: &str| {
        let none = r#""clientExtensionResults":{}"#;
        assert!(text.contains(none), "{text}");
        text.replace(none, &format!(r#""clientExtensionResults":{outputs}"#))
    };
    // the places of `verify_registration` and `verify_authentication` among the targets.
    if registration { format!("\u{7}{}\0", posted(text())) } else { format!("\u{8}{}\0{}\0", text(), posted(text())) }.into_bytes()
}
