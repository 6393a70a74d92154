//! Everything that needs more than one room: one binary, so that it links once.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails the test, like the test itself")]

mod cli;
