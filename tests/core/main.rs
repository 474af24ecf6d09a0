//! Tests of everything but the window. What belongs where: one module for each area of `src`.

mod assist;
mod cli;
mod crash;
mod decode;
mod edit;
mod exchange;
mod fuzz;
mod fuzz_store;
mod import;
mod kept;
mod laws;
mod layering;
mod licences;
mod looking;
mod past;
mod regressions;
mod segment;
mod session;
mod store;
mod views;
