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
        let notice = Notice {
            gravity,
            title,
            body,
        };
        self.open.retain(|other| *other != notice);
        self.open.push(notice);
    }
}
