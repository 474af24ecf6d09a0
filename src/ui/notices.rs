//! Messages to the user: what happened, what is safe, what to do.
//!
//! A failure stays until it is closed; what merely went well stands in the status line.

/// How grave a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// Something to know.
    Hint,
    /// Something went wrong.
    Error,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How grave it is.
    pub gravity: Gravity,
    /// What happened, in one line.
    pub title: String,
    /// What is safe and what to do; details of an error.
    pub body: String,
    /// The state of the project's history that it speaks of; it goes when that act is taken back.
    pub state: Option<u64>,
}

/// The messages not closed yet, oldest first.
#[derive(Debug, Default)]
pub struct Notices {
    /// The messages.
    pub open: Vec<Notice>,
}

impl Notices {
    /// Shows a hint.
    pub fn hint(&mut self, title: impl Into<String>, body: impl Into<String>) {
        self.push(Gravity::Hint, title.into(), body.into());
    }

    /// Shows an error.
    pub fn error(&mut self, title: impl Into<String>, body: impl Into<String>) {
        self.push(Gravity::Error, title.into(), body.into());
    }

    fn push(&mut self, gravity: Gravity, title: String, body: String) {
        self.show(Notice {
            gravity,
            title,
            body,
            state: None,
        });
    }

    /// Shows a hint on the act that led to a state of the history.
    pub fn hint_on(&mut self, state: u64, title: impl Into<String>, body: impl Into<String>) {
        self.show(Notice {
            gravity: Gravity::Hint,
            title: title.into(),
            body: body.into(),
            state: Some(state),
        });
    }

    /// Closes what speaks of acts that are taken back.
    pub fn keep_true(&mut self, is_done: impl Fn(u64) -> bool) {
        self.open.retain(|notice| notice.state.is_none_or(&is_done));
    }

    fn show(&mut self, notice: Notice) {
        self.open.retain(|other| *other != notice);
        self.open.push(notice);
    }
}
