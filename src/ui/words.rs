//! What refusals, errors, problems and findings say in the window, in its language.
//!
//! Each function takes the texts and a fact and returns whole sentences: what happened, what is
//! safe where that is in doubt, what to do. `Display` of the same facts is English, for logs and
//! the command line, and is not shown here.
//!
//! Every match names every variant, so that a new one does not compile without its words.
//! What speaks of files is in `files`, what speaks of the project in `work`, of journals in `kept`.

pub mod acts;
mod files;
mod kept;
mod query;
pub mod rescue;
mod sources;
#[cfg(test)]
mod tests;
mod work;

pub use self::files::load_error;
pub use self::files::problem;
pub use self::files::save_error;
pub use self::files::source_error;
pub use self::files::source_error_why;
pub use self::kept::ago;
pub use self::kept::differing;
pub use self::kept::journal_stuck;
pub use self::kept::journal_trouble;
pub use self::kept::origin;
pub use self::kept::other;
pub use self::kept::unfit;
pub use self::query::query_error;
pub use self::query::query_error_at;
pub use self::sources::bad_name;
pub use self::sources::incoming_refusal;
pub use self::sources::incoming_remark;
pub use self::sources::labelled_read_error;
pub use self::sources::source;
pub use self::work::finding;
pub use self::work::loss_example;
pub use self::work::refusal;
