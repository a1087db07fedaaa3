//! Which environment can use a credential that which other one made.

use crate::model::{Ceremony, Environment, Platforms};

/// A credential of `pool` can be made in `create` and used in `get`.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The pool the credential lies in.
    pub pool: &'a str,
    /// Where it is made.
    pub create: &'a Environment,
    /// Where it is used; may be the same environment.
    pub get: &'a Environment,
}

/// All ordered pairs of environments that share a credential, in the order of the environments and of the pools of the first.
///
/// An environment makes (or uses) credentials of a pool if it lists the pool in `shares_credential` and some registration
/// (or authentication) there has an outcome of an honest client whose authenticator keeps its credentials in that pool.
pub fn pairs(platforms: &Platforms) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    for create in &platforms.environments {
        for pool in create.shares_credential.iter().filter(|pool| reaches(platforms, create, Ceremony::Create, pool)) {
            let users = platforms.environments.iter().filter(|it| reaches(platforms, it, Ceremony::Get, pool));
            pairs.extend(users.map(|get| Pair { pool, create, get }));
        }
    }
    pairs
}

fn reaches(platforms: &Platforms, environment: &Environment, ceremony: Ceremony, pool: &str) -> bool {
    environment.shares_credential.iter().any(|it| it == pool)
        && (environment.requests.iter())
            .filter(|row| row.ceremony == ceremony)
            .flat_map(|row| &row.outcomes)
            .filter_map(|outcome| outcome.honest_response())
            .any(|response| platforms.pool_of(response) == Some(pool))
}
