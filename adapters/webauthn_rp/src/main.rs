//! Serves webauthn_rp over the relycheck protocol on standard input and output.

use std::io;

use relycheck_adapter_webauthn_rp::WebauthnRp;

fn main() -> io::Result<()> {
    relycheck_protocol::serve(&mut WebauthnRp, io::stdin().lock(), io::stdout().lock())
}
