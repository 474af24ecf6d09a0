//! Reading and writing projects: laws, fixtures, the sample, saving, and documents from disk.

mod arbitrary;
mod blank;
mod disks;
mod fixtures;
mod gauge;
mod journal;
mod laws;
mod locks;
mod others;
mod power;
mod reading;
mod rejections;
mod sample;
mod saving;
mod sources;
mod trouble;
mod versions;
