//! What the program remembers of its user: language, look, keys, recent projects.
//!
//! Kept as JSON in the user's configuration folder. A file that cannot be read is left alone
//! until the first change, and everything stands at its default.

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use crate::assist::gather::Sources;
use crate::session;
use crate::session::user;
use crate::ui::action::Action;
use crate::ui::assist::order::DocOrder;
use crate::ui::i18n::Language;
use crate::ui::shortcuts::Keys;
use crate::ui::theme;
use crate::ui::theme::ThemeChoice;
use crate::ui::windows::export::Remembered;

pub use crate::session::user::Folders;
pub use crate::session::user::folders;

/// Projects remembered as recent.
const N_RECENT: usize = 10;

/// The usual size of the paper's text in points.
pub const USUAL_TEXT_SIZE: f32 = 18.0;
/// The narrowest and the widest line spacing, in sizes of the text.
pub const LINE_SPACING_LIMITS: (f32, f32) = (2.0, 4.0);
/// How much closer or wider one step makes the lines.
pub const LINE_SPACING_STEP: f32 = 0.1;
/// The fewest and the most Han characters in a line.
pub const MEASURE_LIMITS: (u16, u16) = (12, 80);

/// The usual bound of what can be taken back, in megabytes.
pub const USUAL_HISTORY_MEGABYTES: u32 = 64;
/// The least and the largest bound.
pub const HISTORY_MEGABYTES_LIMITS: (u32, u32) = (1, 4_096);

/// What the program remembers of its user.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language of the interface.
    pub language: Language,
    /// Light or dark.
    pub theme: ThemeChoice,
    /// Pure ink on pure paper.
    pub high_contrast: bool,
    /// Size of the paper's text in points.
    pub text_size: f32,
    /// From one line of the paper to the next with one lane, in sizes of the text.
    pub line_spacing: f32,
    /// How many Han characters a line of the paper holds where there is room.
    pub measure_chars: u16,
    /// Whether all but the caret's sentence is dimmed.
    pub focus_mode: bool,
    /// The name under which the user labels.
    pub annotator: String,
    /// Whether the documents are shown.
    pub documents_visible: bool,
    /// Whether the labels are shown.
    pub labels_visible: bool,
    /// Keys the user chose, by the action's id; several are separated by `|`.
    pub keys: BTreeMap<String, String>,
    /// Megabytes that what can be taken back may have.
    pub history_megabytes: u32,
    /// From which score on suggestions are shown, in thousandths.
    pub least_permille: u16,
    /// From which score on suggestions are accepted all at once, in thousandths.
    pub accept_permille: u16,
    /// Whether no suggestions are shown.
    pub blind: bool,
    /// Who is asked for suggestions.
    #[serde(with = "KnownSources")]
    pub sources: Sources,
    /// Whether the suggestions are listed.
    pub queue_visible: bool,
    /// What decides the order of the documents.
    pub document_order: DocOrder,
    /// How labelled data was last exported.
    pub export: Remembered,
    /// Projects opened lately, the latest first.
    pub recent: Vec<PathBuf>,
}

/// The sources as they are written.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(remote = "Sources", default = "Sources::default")]
struct KnownSources {
    repeat: bool,
    lists: bool,
    learner: bool,
    outside: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default(),
            theme: ThemeChoice::default(),
            high_contrast: false,
            text_size: USUAL_TEXT_SIZE,
            line_spacing: theme::LINE_HEIGHT,
            measure_chars: theme::MEASURE_CHARS,
            focus_mode: false,
            annotator: String::new(),
            documents_visible: true,
            labels_visible: true,
            keys: BTreeMap::new(),
            history_megabytes: USUAL_HISTORY_MEGABYTES,
            least_permille: 500,
            accept_permille: 900,
            blind: false,
            sources: Sources::default(),
            queue_visible: false,
            document_order: DocOrder::default(),
            export: Remembered::default(),
            recent: Vec::new(),
        }
    }
}

impl Settings {
    /// Returns the settings of someone who starts the program for the first time.
    pub fn of_new_user() -> Self {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.is_empty() && value != "C.UTF-8")
        });
        let user = user::user_name();
        Self {
            language: locale.map_or(Language::ZhHans, |locale| Language::of_locale(&locale)),
            annotator: if user == "root" { String::new() } else { user },
            ..Self::default()
        }
    }

    /// Reads the settings, or returns those of a new user.
    pub fn load() -> Self {
        let file = folders().map(|folders| folders.config.join("settings.json"));
        let bytes = file.and_then(|file| session::read_small_file(&file).ok());
        bytes
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_else(Self::of_new_user)
    }

    /// Writes the settings.
    pub fn save(&self) -> anyhow::Result<()> {
        let Some(folders) = folders() else {
            return Ok(());
        };
        let bytes = serde_json::to_vec_pretty(self)?;
        session::write_small_file(&folders.config.join("settings.json"), &bytes)?;
        Ok(())
    }

    /// Returns from which score on all are accepted at once: none that is not shown.
    pub fn accept_from(&self) -> u16 {
        self.accept_permille.max(self.least_permille)
    }

    /// Returns the keys of an action: those chosen, or the ones it comes with.
    pub fn keys_of(&self, action: Action) -> Vec<Keys> {
        match self.keys.get(&action.id()) {
            Some(chosen) => Keys::parse_list(chosen),
            None => action.default_keys(),
        }
    }

    /// Returns the name under which the user labels, or a given one when none is set.
    pub fn annotator_or<'a>(&'a self, fallback: &'a str) -> &'a str {
        if self.annotator.trim().is_empty() {
            fallback
        } else {
            self.annotator.trim()
        }
    }

    /// Makes the lines wider apart by so many steps, or closer.
    pub fn step_line_spacing(&mut self, by: i8) {
        let (closest, widest) = LINE_SPACING_LIMITS;
        let steps = (self.line_spacing / LINE_SPACING_STEP).round() + f32::from(by);
        self.line_spacing = (steps * LINE_SPACING_STEP).clamp(closest, widest);
    }

    /// Makes the lines hold so many characters, as far as they can.
    pub fn choose_measure(&mut self, n_chars: u16) {
        let (fewest, most) = MEASURE_LIMITS;
        self.measure_chars = n_chars.clamp(fewest, most);
    }

    /// Remembers a project as the latest.
    pub fn remember(&mut self, path: &Path) {
        self.recent.retain(|recent| recent != path);
        self.recent.insert(0, path.to_owned());
        self.recent.truncate(N_RECENT);
    }
}
