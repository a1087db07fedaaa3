//! The catalogue: platform scenarios, journeys and requirement cases.
//!
//! A case is a recipe: a script of ceremonies, each response with its own expectation. Expectations follow from request and flags
//! by rule ([`rule`]) or are named by the requirement that a deviation breaks; they are never read off an RP.

mod areas;
mod build;
mod builder;
mod case;
mod catalogue;
mod effect;
mod journeys;
mod platform;
mod recipe;
mod render;
pub mod rule;
mod script;
#[cfg(test)]
mod tests;

pub use case::{Case, Ground};
pub use catalogue::{Catalogue, catalogue};
pub use journeys::{pair_list, wander};
pub use render::{Offer, respond};
pub use script::{Allow, Ceremony, Delivery, Departure, Kind, ORIGIN, RP_ID, Script};
