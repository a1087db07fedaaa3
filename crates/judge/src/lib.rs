//! Expectation and observation give a verdict; baselines; the results line.
