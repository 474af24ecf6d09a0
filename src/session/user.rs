//! Who uses the program on this computer, and where what it keeps for them lies.
//!
//! The window and the command line must find the same journals and locks, so both ask here.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

use crate::session::Keeper;

/// Folders of the user that the program writes to.
#[derive(Clone, Debug)]
pub struct Folders {
    /// Settings.
    pub config: PathBuf,
    /// Projects without a name, dated versions, the sample.
    pub data: PathBuf,
}

/// Returns the user's folders, if the system names a home.
pub fn folders() -> Option<Folders> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(Folders {
        config: base.config_dir().join("zhubi"),
        data: base.data_dir().join("zhubi"),
    })
}

/// Returns the name the system knows the user by; empty where it has none.
pub fn user_name() -> String {
    let named = ["USER", "USERNAME"].iter();
    let mut named = named.filter_map(|name| std::env::var(name).ok());
    named.find(|name| !name.is_empty()).unwrap_or_default()
}

/// Makes what keeps the sessions of this user.
pub fn keeper() -> Keeper {
    let host = gethostname::gethostname().to_string_lossy().into_owned();
    Keeper::new(folders().map(|folders| folders.data), user_name(), host)
}
