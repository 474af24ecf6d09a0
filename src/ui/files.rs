//! The system's file dialogs.
//!
//! They are asked from the window's thread and awaited on another, as all three systems want it.
//! On Linux a dialog needs a desktop portal. Where there is none, the answer comes at once and
//! looks like "cancel"; nobody cancels that fast, so the window then asks for a path itself.

#[cfg(feature = "gui")]
use crate::text::import::EXTENSIONS;
#[cfg(feature = "gui")]
use crate::ui::effect::Choice;
use crate::ui::tasks::Asked;
use crate::ui::tasks::TaskResult;

/// What a dialog is to say and to offer.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is asked for.
    pub asked: Asked,
    /// The dialog's title.
    pub title: String,
    /// The name of the filter on project files.
    pub projects: String,
    /// The name of the filter on documents.
    pub documents: String,
    /// The file name proposed for saving.
    pub file_name: String,
}

/// An answer that comes back sooner than this was given by nobody.
#[cfg(feature = "gui")]
const FASTER_THAN_ANYBODY_MILLIS: u128 = 200;

/// Shows a dialog and returns what waits for its answer.
#[cfg(feature = "gui")]
pub fn ask(request: Request) -> impl FnOnce() -> TaskResult + Send + 'static {
    use std::path::PathBuf;

    let since = std::time::Instant::now();
    let dialog = rfd::AsyncFileDialog::new().set_title(&request.title);
    let asked = request.asked;
    let choice = asked.choice;
    let documents = |dialog: rfd::AsyncFileDialog| {
        dialog
            .add_filter(
                &request.documents,
                &EXTENSIONS.map(|(extension, _)| extension),
            )
            .add_filter("*", &["*"])
    };
    type Answer = std::pin::Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>>;
    let answer: Answer = match choice {
        Choice::NewProject | Choice::Documents => {
            let answer = documents(dialog).pick_files();
            Box::pin(async { paths(answer.await.unwrap_or_default()) })
        }
        Choice::Predictions => {
            let answer = dialog
                .add_filter("JSON", &["jsonl", "json", "ndjson"])
                .add_filter("*", &["*"])
                .pick_files();
            Box::pin(async { paths(answer.await.unwrap_or_default()) })
        }
        Choice::Labelled => {
            let answer = dialog.pick_files();
            Box::pin(async { paths(answer.await.unwrap_or_default()) })
        }
        Choice::Folder | Choice::LabelledFolder => {
            let answer = dialog.pick_folder();
            Box::pin(async { paths(answer.await) })
        }
        Choice::Project => {
            let answer = dialog.add_filter(&request.projects, &["ron"]).pick_file();
            Box::pin(async { paths(answer.await) })
        }
        Choice::Words => {
            let answer = documents(dialog).pick_file();
            Box::pin(async { paths(answer.await) })
        }
        Choice::SaveAs | Choice::Export | Choice::ExportWords => {
            let dialog = match choice {
                Choice::SaveAs => dialog.add_filter(&request.projects, &["ron"]),
                _ => dialog,
            };
            let answer = dialog.set_file_name(&request.file_name).save_file();
            Box::pin(async { paths(answer.await) })
        }
    };
    move || {
        let chosen = pollster::block_on(answer);
        let unanswered = since.elapsed().as_millis() < FASTER_THAN_ANYBODY_MILLIS;
        if chosen.is_empty() && unanswered && cfg!(target_os = "linux") {
            TaskResult::NoDialog(asked)
        } else {
            TaskResult::Chosen(asked, chosen)
        }
    }
}

#[cfg(feature = "gui")]
fn paths(files: impl IntoIterator<Item = rfd::FileHandle>) -> Vec<std::path::PathBuf> {
    files
        .into_iter()
        .map(|file| file.path().to_owned())
        .collect()
}

/// Without a window there are no dialogs, and the desk asks for a path itself.
#[cfg(not(feature = "gui"))]
pub fn ask(request: Request) -> impl FnOnce() -> TaskResult + Send + 'static {
    move || TaskResult::NoDialog(request.asked)
}
