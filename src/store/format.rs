//! Reads a project file of any format that was ever released.
//!
//! The number of the format is looked up first, so that a file of a newer version is refused with
//! that sentence, whatever else is new in it. Only then the whole is parsed.

use ron::error::Error as RonError;
use ron::error::SpannedError;
use serde::de::IgnoredAny;

use crate::model::project::Project;
use crate::store::convert;
use crate::store::convert::Repeat;
use crate::store::convert::Unplaced;
use crate::store::format_v1;
use crate::store::gauge;
use crate::store::locate;
use crate::store::locate::LineColumn;
use crate::store::locate::Trail;
use crate::store::problem::LoadError;
use crate::store::problem::Problem;
use crate::store::problem::Spot;

/// The number of the format that is written.
pub const FORMAT: u32 = 1;

/// A project as read, with what is wrong in its file.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The project.
    pub project: Project,
    /// What is wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

/// Reads the bytes of a project file.
pub fn read_project(bytes: &[u8]) -> Result<Loaded, LoadError> {
    let source = std::str::from_utf8(bytes).map_err(|e| not_utf8(bytes, e.valid_up_to()))?;
    let source = locate::without_bom(source);
    if source.trim().is_empty() {
        return Err(LoadError::Empty);
    }
    check_format(source)?;
    gauge::parse(source);
    let file: format_v1::Project<'_> = ron::from_str(source).map_err(|e| refusal(source, e))?;
    let (project, unplaced) = convert::model_from_file(file).map_err(|e| repeat(source, e))?;
    Ok(Loaded {
        project,
        problems: placed(source, unplaced),
    })
}

/// Refuses what is no project, or one of a newer format.
fn check_format(source: &str) -> Result<(), LoadError> {
    let trail = Trail::default().field("format");
    let number = locate::value_text(source, &trail).unwrap_or("");
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        ron::from_str::<IgnoredAny>(source).map_err(|e| not_ron(source, &e))?;
        return Err(LoadError::NotAProject);
    }
    match number.parse() {
        Ok(0) => Err(LoadError::NotAProject),
        Ok(FORMAT) => Ok(()),
        _ => Err(LoadError::NewerFormat {
            found: number.to_owned(),
            known: FORMAT,
        }),
    }
}

fn not_utf8(bytes: &[u8], n_valid: usize) -> LoadError {
    let valid = bytes.get(..n_valid).unwrap_or_default();
    let valid = std::str::from_utf8(valid).unwrap_or("");
    let place = LineColumn {
        line: 1 + valid.bytes().filter(|&byte| byte == b'\n').count(),
        column: 1 + valid.chars().rev().take_while(|&c| c != '\n').count(),
    };
    LoadError::NotUtf8 {
        spot: Spot::new(valid, place),
    }
}

fn not_ron(source: &str, error: &SpannedError) -> LoadError {
    LoadError::NotRon {
        spot: Spot::new(source, end_of(error)),
        why: sentence(&error.code),
    }
}

fn start_of(error: &SpannedError) -> LineColumn {
    LineColumn {
        line: error.span.start.line,
        column: error.span.start.col,
    }
}

fn end_of(error: &SpannedError) -> LineColumn {
    LineColumn {
        line: error.span.end.line,
        column: error.span.end.col,
    }
}

/// Turns `ron`'s error into ours.
///
/// Where the file is no RON at all that is said, rather than what the first object lacks.
fn refusal(source: &str, error: SpannedError) -> LoadError {
    if error.code == RonError::IntegerOutOfBounds {
        let spot = Spot::new(source, start_of(&error));
        return LoadError::NumberOutOfBounds { spot };
    }
    if let Err(error) = ron::from_str::<IgnoredAny>(source) {
        return not_ron(source, &error);
    }
    if let RonError::NoSuchStructField { found, outer, .. } = error.code {
        let mut place = LineColumn {
            line: error.span.end.line,
            column: error.span.end.col,
        };
        place.column = place.column.saturating_sub(found.chars().count()).max(1);
        return LoadError::UnknownField {
            spot: Spot::new(source, place),
            field: found,
            object: outer.unwrap_or_default(),
        };
    }
    LoadError::Misshapen {
        spot: Spot::new(source, end_of(&error)),
        why: sentence(&error.code),
    }
}

/// Returns `ron`'s words as part of a sentence of ours.
fn sentence(error: &RonError) -> String {
    let words = error.to_string();
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

fn repeat(source: &str, repeat: Repeat) -> LoadError {
    let place = locate::locate(source, &repeat.trail).unwrap_or_default();
    LoadError::RepeatedKey {
        spot: Spot::new(source, place),
        what: repeat.what,
        key: repeat.key,
    }
}

fn placed(source: &str, unplaced: Vec<Unplaced>) -> Vec<Problem> {
    if unplaced.is_empty() {
        return Vec::new();
    }
    let trails: Vec<Trail> = unplaced.iter().map(|p| p.trail.clone()).collect();
    let places = locate::locate_all(source, &trails);
    let with_place = unplaced.into_iter().zip(places);
    let mut problems: Vec<Problem> = with_place
        .map(|(unplaced, place)| Problem {
            trail: unplaced.trail,
            place: place.unwrap_or_default(),
            doc: unplaced.doc,
            what: unplaced.what,
        })
        .collect();
    problems.sort_by_key(|problem| problem.place);
    problems
}
