//! The file chosen in the list: its encoding, its columns, what speaks against it.

use egui::Role;
use egui::Ui;

use super::Did;
use super::Import;
use super::grouped;
use super::preview;
use super::reason_words;
use crate::model::document::LineEnds;
use crate::session::import::ColumnWish;
use crate::session::import::Facts;
use crate::session::import::Look;
use crate::session::import::Wish;
use crate::text::decode::Basis;
use crate::text::decode::ENCODINGS;
use crate::text::doubt::DoubtKind;
use crate::text::import::Media;
use crate::ui::scene::Scene;
use crate::ui::theme::STEP;
use crate::ui::words;

/// Rows without a text that are named.
const N_ROWS_NAMED: usize = 3;

/// Returns the encoding of a file and how sure it is.
pub(super) fn encoding_words(scene: &Scene<'_>, facts: &Facts) -> String {
    if facts.media == Media::Docx {
        return scene.tr("import-docx");
    }
    let key = match facts.basis {
        Basis::Named => "import-sure-named",
        Basis::Mark => "import-sure-mark",
        Basis::Declared => "import-sure-declared",
        Basis::Valid => "import-sure-valid",
        Basis::Likely => "import-likely",
        Basis::Unsure => "import-unsure",
    };
    format!("{} {}", facts.encoding, scene.tr(key))
}

/// Returns the kind of a file's line ends.
pub(super) fn line_ends_words(scene: &Scene<'_>, facts: &Facts) -> String {
    scene.tr(match facts.line_ends {
        LineEnds::None => "import-ends-none",
        LineEnds::Lf => "import-ends-lf",
        LineEnds::CrLf => "import-ends-crlf",
        LineEnds::Cr => "import-ends-cr",
        LineEnds::Mixed => "import-ends-mixed",
    })
}

/// Shows the file.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, import: &mut Import, did: &mut Did) {
    let Some(entry) = import.entry() else {
        return;
    };
    let (look, wish, name) = (entry.look.clone(), entry.wish.clone(), &entry.found.name);
    ui.add(egui::Label::new(egui::RichText::new(name).strong()).truncate());
    encoding_ui(ui, scene, import, &wish, look.as_deref(), did);
    let Some(look) = look else {
        ui.label(scene.dim(scene.tr("import-waiting")));
        return;
    };
    if look.head.is_some() {
        columns_ui(ui, scene, import.current, &wish, &look, did);
    }
    if let Some(reason) = import.reason(import.current) {
        let words = reason_words(scene.texts, import, reason, import.current);
        ui.label(egui::RichText::new(words).color(scene.theme.warning));
    }
    facts_ui(ui, scene, &look);
    ui.add_space(STEP);
    preview::ui(ui, scene, import, &look, did);
}

fn encoding_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    import: &mut Import,
    wish: &Wish,
    look: Option<&Look>,
    did: &mut Did,
) {
    let facts = look.and_then(|look| look.facts.as_ref());
    let is_docx = facts.is_some_and(|facts| facts.media == Media::Docx);
    ui.horizontal_wrapped(|ui| {
        let name = scene.tr("import-encoding");
        ui.label(scene.dim(name.clone()));
        let mut wanted = wish.encoding;
        let automatic = scene.tr("import-automatic");
        let shown = match (wanted, facts) {
            (Some(encoding), _) => encoding.to_owned(),
            (None, Some(facts)) => format!("{automatic} ({})", facts.encoding),
            (None, None) => automatic.clone(),
        };
        ui.add_enabled_ui(!is_docx, |ui| {
            let combo = egui::ComboBox::from_id_salt("import_encoding").selected_text(&shown);
            let response = combo.show_ui(ui, |ui| {
                ui.selectable_value(&mut wanted, None, &automatic);
                for encoding in ENCODINGS {
                    ui.selectable_value(&mut wanted, Some(encoding), encoding);
                }
            });
            let response = response.response;
            named(&response, &name, &shown);
            did.control_has_keys |= response.has_focus();
        });
        if wanted != wish.encoding {
            let encoding = wanted;
            let wish = Wish {
                encoding,
                ..wish.clone()
            };
            did.again.push((import.current, wish));
        }
        if import.entries.len() > 1 {
            let all = ui.button(scene.tr("import-encoding-all"));
            did.control_has_keys |= all.has_focus();
            if all.clicked() {
                did.again.extend(import.read_all_in(wanted));
            }
        }
    });
}

fn named(response: &egui::Response, name: &str, value: &str) {
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(Role::ComboBox, true, name);
        info.current_text_value = Some(value.to_owned());
        info
    });
}

fn columns_ui(ui: &mut Ui, scene: &Scene<'_>, idx: usize, wish: &Wish, look: &Look, did: &mut Did) {
    let Some(head) = &look.head else { return };
    let mut wanted = look.columns.clone();
    ui.horizontal_wrapped(|ui| {
        let none = scene.tr("import-column-none");
        for (key, column, optional) in [
            ("import-column-text", &mut wanted.text, false),
            ("import-column-name", &mut wanted.name, true),
        ] {
            let name = scene.tr(key);
            ui.label(scene.dim(name.clone()));
            let shown = column.clone().unwrap_or_else(|| none.clone());
            let combo = egui::ComboBox::from_id_salt(key)
                .selected_text(&shown)
                .width(120.0);
            let response = combo.show_ui(ui, |ui| {
                if optional {
                    ui.selectable_value(column, None, &none);
                }
                for found in &head.columns {
                    ui.selectable_value(column, Some(found.clone()), found);
                }
            });
            let response = response.response;
            named(&response, &name, &shown);
            did.control_has_keys |= response.has_focus();
        }
    });
    if wanted != look.columns {
        let ColumnWish { text, name } = wanted;
        let wish = Wish {
            columns: Some(ColumnWish { text, name }),
            ..wish.clone()
        };
        did.again.push((idx, wish));
    }
}

/// Says how the file was read, and counts what is doubtful.
fn facts_ui(ui: &mut Ui, scene: &Scene<'_>, look: &Look) {
    let Some(facts) = &look.facts else { return };
    let mut parts = vec![encoding_words(scene, facts)];
    if facts.bom {
        parts.push(scene.tr("import-bom"));
    }
    let n = [("n", grouped(facts.n_chars).into())];
    parts.push(scene.texts.tr_with("import-chars", n));
    parts.push(line_ends_words(scene, facts));
    if look.head.is_some() {
        let n = [("n", look.n_documents().into())];
        parts.push(scene.texts.tr_with("import-rows", n));
    }
    if look.n_known > 0 {
        let n = [("n", look.n_known.into())];
        parts.push(scene.texts.tr_with("import-n-known", n));
    }
    ui.label(scene.dim(parts.join(" · ")));
    if look.doubts.is_empty() {
        ui.label(scene.dim(scene.tr("import-no-doubts")));
    } else {
        let kinds = DoubtKind::ALL.into_iter().filter_map(|kind| {
            let n = look.doubts.count(kind);
            let n = (n > 0).then(|| grouped(n))?;
            Some(format!("{} {n}", kind_words(scene, kind)))
        });
        let words = kinds.collect::<Vec<_>>().join(" · ");
        ui.label(egui::RichText::new(words).color(scene.theme.warning));
    }
    for error in look.refused_rows.iter().take(N_ROWS_NAMED) {
        let words = words::source_error_why(scene.texts, error);
        ui.label(egui::RichText::new(words).color(scene.theme.warning));
    }
    let n_more = look.refused_rows.len().saturating_sub(N_ROWS_NAMED);
    if n_more > 0 {
        let n = [("n", n_more.into())];
        ui.label(scene.dim(scene.texts.tr_with("import-more-rows", n)));
    }
}

/// Returns the name of what is doubtful.
pub(super) fn kind_words(scene: &Scene<'_>, kind: DoubtKind) -> String {
    scene.tr(&format!("import-doubt-{}", kind.name()))
}
