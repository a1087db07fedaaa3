//! The catalogue: platform scenarios, journeys and requirement cases.
