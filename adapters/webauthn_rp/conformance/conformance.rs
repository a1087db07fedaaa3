//! Each case of the catalogue as a test of the adapter.

use std::process::ExitCode;

use relycheck_adapter_webauthn_rp::WebauthnRp;

fn main() -> ExitCode {
    relycheck::suite(WebauthnRp).baseline("../baseline.toml").main()
}
