//! The search at the desk: begins it, takes what comes back, goes to places, labels them.

use std::sync::Arc;

use egui::Key;
use egui::Modifiers;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::model::document::Document;
use crate::model::hunt::Labelled;
use crate::model::hunt::Restriction;
use crate::model::ids::LabelKey;
use crate::session::Session;
use crate::ui::desk::Desk;
use crate::ui::effect::Effect;
use crate::ui::scene::Ask;
use crate::ui::search::FindAsk;
use crate::ui::search::Form;
use crate::ui::search::Keyboard;
use crate::ui::search::Request;
use crate::ui::search::Scope;
use crate::ui::search::Step;
use crate::ui::search::Syntax;
use crate::ui::search::bulk;
use crate::ui::search::bulk::Bulk;
use crate::ui::search::found::Checks;
use crate::ui::search::found::Hit;
use crate::ui::search::found::Sort;
use crate::ui::search::run;
use crate::ui::search::run::Batch;
use crate::ui::search::run::Job;
use crate::ui::search::run::Stamp;
use crate::ui::tasks::TaskResult;
use crate::ui::text_view::Align;

/// The name of the thread that searches.
pub const TASK: &str = "search";

/// The most characters of a selection that are taken to look for.
const MAX_SEED: usize = 100;

impl Desk {
    /// Does what was asked of the search.
    pub(in crate::ui) fn find(&mut self, ctx: &egui::Context, ask: FindAsk) {
        match ask {
            FindAsk::Open(scope) => self.open_search(ctx, scope),
            FindAsk::Close => {
                self.search.visible = false;
                self.focus_text();
            }
            FindAsk::Step(step) => self.step_search(ctx, step),
            FindAsk::Rows(by) => self.step_rows(by),
            FindAsk::Enter => {
                if let Some(hit_idx) = self.search.current {
                    self.show_hit(hit_idx);
                }
                self.focus_text();
            }
            FindAsk::Show(hit_idx) => {
                self.show_hit(hit_idx);
            }
            FindAsk::Toggle => {
                if let Some(hit_idx) = self.search.current {
                    self.search.found.toggle(hit_idx);
                }
            }
            FindAsk::Check(which) => self.search.found.check(which),
            FindAsk::Label(slot) => self.label_found(slot),
            FindAsk::Unlabel => self.unlabel_found(),
            FindAsk::Stop => self.search.stop(),
            FindAsk::Again => {
                if let Some(request) = self.search.form.request(&self.env()) {
                    self.begin_search(ctx, request);
                }
            }
        }
    }

    /// Lists words that are not labelled yet in the document or in all, every place ticked; once they are
    /// listed, labels those ticked.
    pub(in crate::ui) fn repeat_found(
        &mut self,
        ctx: &egui::Context,
        words: String,
        label: &LabelKey,
        scope: Scope,
    ) {
        let form = Form {
            words,
            scope,
            restriction: Restriction {
                labelled: Labelled::NotAs(label.clone()),
                ..Restriction::default()
            },
            sort: self.search.form.sort,
            ..Form::default()
        };
        let is_listed = self.search.visible
            && self.search.form == form
            && self.search.request.is_some()
            && self.search.request == form.request(&self.env());
        if !is_listed {
            self.search.form = form;
            self.damage.visible = false;
            (self.search.visible, self.search.wants_list) = (true, true);
            if let Some(request) = self.search.form.request(&self.env()) {
                self.begin_search(ctx, request);
                self.search.found.check(Checks::All);
            }
            return;
        }
        let project = self.session.as_ref().map(Session::project);
        let slot = project.and_then(|project| {
            let labels = &project.schema.labels;
            labels.iter().position(|found| found.key == *label)
        });
        if let Some(slot) = slot.and_then(|slot| u8::try_from(slot).ok()) {
            self.label_found(slot);
        }
    }

    /// Keeps the search in step with its fields and with the project, after a frame's changes.
    pub(in crate::ui) fn keep_search(&mut self, ctx: &egui::Context) {
        if !self.search.visible || self.loading {
            return;
        }
        if self.search.composing {
            return;
        }
        match self.search.form.request(&self.env()) {
            None if self.search.request.is_some() || self.search.due.is_some() => {
                self.search.clear();
            }
            None => {}
            Some(request) if self.search.request.as_ref() != Some(&request) => {
                let n_bytes = self.n_bytes_of(&request);
                let now = ctx.input(|input| input.time);
                match self.search.waits(&request, n_bytes, now) {
                    Some(seconds) => ctx.request_repaint_after_secs(seconds as f32),
                    None => self.begin_search(ctx, request),
                }
            }
            Some(_) => {
                self.look_at_revision();
                self.sort_found(ctx);
            }
        }
    }

    /// Returns how much text a search looks through.
    fn n_bytes_of(&self, request: &Request) -> usize {
        let Some(session) = &self.session else {
            return 0;
        };
        let len = |doc: &Arc<Document>| doc.text.as_str().len();
        match &request.document {
            Some(id) => session.document(id).map_or(0, len),
            None => session.project().documents.iter().map(len).sum(),
        }
    }

    /// Takes some of what a search found, unless another was begun since.
    pub(in crate::ui) fn take_found(&mut self, ctx: &egui::Context, stamp: Stamp, batch: Batch) {
        if !self.is_wanted(stamp) {
            return;
        }
        self.search.found.add(batch.docs, batch.hits);
        self.search.progress = Some(batch.progress);
        if self.search.is_going() {
            return;
        }
        self.search.given_up = None;
        if let Some(step) = self.search.pending.take() {
            self.step_search(ctx, step);
        }
    }

    /// Takes an order of rows, unless there are others by now.
    pub(in crate::ui) fn take_order(&mut self, stamp: Stamp, sort: Sort, order: Vec<u32>) {
        if self.is_wanted(stamp) && self.search.sorting == Some((stamp.query, sort)) {
            self.search.sorting = None;
            self.search.found.set_order(sort, order);
            self.search.list.wants_row = true;
        }
    }

    /// Ends a search that broke off.
    pub(in crate::ui) fn search_failed(&mut self) {
        self.search.clear();
    }

    /// Takes the keys that are the panel's own while it has the keyboard.
    pub(in crate::ui) fn take_search_keys(&mut self, ctx: &egui::Context) {
        if self.search.keyboard == Keyboard::Elsewhere {
            return;
        }
        let in_list = self.search.keyboard == Keyboard::List;
        ctx.input_mut(|input| {
            let mut taken = |key| input.consume_key(Modifiers::NONE, key);
            let mut asks = Vec::new();
            if taken(Key::Escape) {
                asks.push(FindAsk::Close);
            }
            if in_list && taken(Key::Space) {
                asks.push(FindAsk::Toggle);
            }
            if in_list && taken(Key::Enter) {
                asks.push(FindAsk::Enter);
            }
            let asks = asks.into_iter().map(Effect::Find);
            self.asks.extend(asks.map(Ask::effect));
        });
    }

    fn is_wanted(&self, stamp: Stamp) -> bool {
        let serial = self.session.as_ref().map(Session::serial);
        serial == Some(stamp.serial) && self.search.n_searches == stamp.query
    }

    fn open_search(&mut self, ctx: &egui::Context, scope: Scope) {
        let selection = self.env().selection().range();
        let seed = self.env().document().map(|doc| {
            let one =
                doc.text.paragraph_at(selection.start()) == doc.text.paragraph_at(selection.end());
            let fits = one && selection.len() <= MAX_SEED;
            let words = if fits { doc.text.slice(selection) } else { "" };
            words.trim().to_owned()
        });
        let search = &mut self.search;
        // What is selected is what was found, when one asks again from the panel.
        let from_text = search.keyboard == Keyboard::Elsewhere || !search.visible;
        if let (Some(seed), Syntax::Words, true) = (seed, search.form.syntax, from_text)
            && !seed.is_empty()
        {
            search.form.words = seed;
        }
        search.form.scope = scope;
        self.damage.visible = false;
        (search.visible, search.wants_keys) = (true, true);
        // What changed while nobody looked is looked through again.
        self.look_at_revision();
        if self.search.outdated {
            self.find(ctx, FindAsk::Again);
        }
    }

    fn begin_search(&mut self, ctx: &egui::Context, request: Request) {
        let Some(session) = &self.session else { return };
        let project = session.project().clone();
        let (serial, revision) = (session.serial(), session.revision());
        self.search.n_documents = project.documents.len();
        self.search.state = session.history().state();
        let (stamp, given_up) = self.search.begin(request.clone(), serial, revision);
        let job = Job {
            project,
            request,
            given_up,
        };
        self.tasks.start_in_parts(ctx, TASK, move |send| {
            let last = job.run(|batch| send(TaskResult::Found(stamp, Box::new(batch))));
            TaskResult::Found(stamp, Box::new(last))
        });
    }

    /// Says whether an act may have made the list wrong; time noted meanwhile does not.
    fn look_at_revision(&mut self) {
        let Some(session) = &self.session else { return };
        let search = &mut self.search;
        let state = session.history().state();
        if state == search.state || search.outdated || search.is_going() {
            return;
        }
        search.state = state;
        let restricted = search
            .request
            .as_ref()
            .is_some_and(|request| !request.restriction.takes_all());
        let same_texts = search.found.docs().iter().all(|doc| {
            let now = session.document(&doc.id);
            now.is_some_and(|now| Arc::ptr_eq(&now.text, &doc.text))
        });
        let documents = &session.project().documents;
        let places = search.found.docs().iter();
        let in_order = places
            .map(|doc| documents.place_of(&doc.id))
            .is_sorted_by(|a, b| a < b);
        search.outdated =
            restricted || !same_texts || !in_order || search.n_documents != documents.len();
    }

    /// Begins to sort the rows when another order is asked for and everything is found.
    fn sort_found(&mut self, ctx: &egui::Context) {
        let Some(session) = &self.session else { return };
        let search = &mut self.search;
        let sort = search.form.sort;
        let sorting = Some((search.n_searches, sort));
        if search.is_going() || search.found.sort() == sort || search.found.is_empty() {
            return;
        }
        if sort == Sort::Text {
            search.found.unsort();
            (search.sorting, search.list.wants_row) = (None, true);
            return;
        }
        if search.sorting == sorting {
            return;
        }
        search.sorting = sorting;
        let stamp = Stamp {
            serial: session.serial(),
            revision: session.revision(),
            query: search.n_searches,
        };
        let (docs, hits) = (search.found.docs().to_vec(), search.found.hits().to_vec());
        self.tasks.start(ctx, TASK, move || {
            TaskResult::FoundSorted(stamp, sort, run::sorted(&docs, &hits, sort))
        });
    }

    /// Goes to the next place from the caret in the order of the text, and on from the other end.
    fn step_search(&mut self, ctx: &egui::Context, step: Step) {
        let Some(request) = self.search.form.request(&self.env()) else {
            self.search.visible = true;
            self.search.wants_keys = true;
            return;
        };
        if self.search.request.as_ref() != Some(&request) || self.search.outdated {
            self.begin_search(ctx, request);
        }
        if self.search.is_going() {
            self.search.pending = Some(step);
            return;
        }
        let n = self.search.found.len();
        match self.next_hit(step) {
            Some(hit_idx) => {
                self.said.clear();
                if self.show_hit(hit_idx) {
                    let values = [("i", (hit_idx + 1).into()), ("n", n.into())];
                    self.said = self.texts.tr_with("said-find-at", values);
                }
            }
            None => self.said = self.texts.tr("say-nothing-found"),
        }
    }

    fn next_hit(&self, step: Step) -> Option<usize> {
        let documents = &self.session.as_ref()?.project().documents;
        let found = &self.search.found;
        let docs = found.docs().iter();
        let places: Vec<Option<usize>> = docs.map(|doc| documents.place_of(&doc.id)).collect();
        let place = |hit: &Hit| {
            let doc = places.get(hit.doc as usize).copied().flatten();
            (doc, hit.range.start())
        };
        let selection = self.place.selection.range();
        let doc = self
            .place
            .doc
            .as_ref()
            .and_then(|id| documents.place_of(id));
        let here = (doc, selection.start());
        let hits = found.hits();
        let n_before = hits.partition_point(|hit| place(hit) < here);
        let last = hits.len().checked_sub(1)?;
        Some(match step {
            Step::Previous => n_before.checked_sub(1).unwrap_or(last),
            Step::Next => {
                let at = hits.get(n_before);
                let stands_on = !selection.is_empty() && at.is_some_and(|hit| place(hit) == here);
                let next = n_before + usize::from(stands_on);
                if next > last { 0 } else { next }
            }
        })
    }

    fn step_rows(&mut self, by: isize) {
        let found = &self.search.found;
        let Some(last) = found.len().checked_sub(1) else {
            return;
        };
        let row = self.search.current.and_then(|hit_idx| found.row(hit_idx));
        let row = match row {
            Some(row) => row.saturating_add_signed(by).min(last),
            None if by > 1 => last,
            None => 0,
        };
        if let Some(hit_idx) = found.hit_idx(row) {
            self.show_hit(hit_idx);
        }
    }

    /// Selects a place and scrolls to it; the keyboard stays with the panel if it has it.
    fn show_hit(&mut self, hit_idx: usize) -> bool {
        let found = &self.search.found;
        let Some((hit, doc)) = found.hit(hit_idx).and_then(|h| Some((h, found.doc(h)?))) else {
            return false;
        };
        let now = self.session.as_ref().and_then(|s| s.document(&doc.id));
        if now.is_none_or(|now| !Arc::ptr_eq(&now.text, &doc.text)) {
            self.said = self.texts.tr("say-place-gone");
            return false;
        }
        let place = Place {
            doc: Some(doc.id.clone()),
            selection: Selection::of(hit.range),
            ..Place::default()
        };
        self.go(place);
        self.show_place(Align::Nearest);
        if self.search.visible && self.search.keyboard != Keyboard::Elsewhere {
            self.keep_keys();
        }
        (self.search.current, self.search.list.wants_row) = (Some(hit_idx), true);
        true
    }

    fn label_found(&mut self, slot: u8) {
        let env = self.env();
        let Some(label) = env.label(slot).map(|label| label.key.clone()) else {
            self.said = self.texts.tr("say-no-label");
            return;
        };
        let Some(project) = env.project() else { return };
        let chosen = self.search.found.chosen();
        let bulk = bulk::label(project, &self.annotator, &chosen, &label);
        self.run_bulk(bulk, "said-find-labelled");
    }

    fn unlabel_found(&mut self) {
        let env = self.env();
        let Some(project) = env.project() else { return };
        let labels = match &self.search.form.restriction.labelled {
            Labelled::Yes(labels) if !labels.is_empty() => Some(labels),
            _ => None,
        };
        let chosen = self.search.found.chosen();
        let bulk = bulk::unlabel(project, &self.annotator, &chosen, labels);
        self.run_bulk(bulk, "said-find-removed");
    }

    fn run_bulk(&mut self, bulk: Bulk, said: &str) {
        if self.search.is_going() {
            // What is found after the act would be left out, and nobody would notice.
            self.said = self.texts.tr("say-still-searching");
            return;
        }
        if self.search.found.n_checked() == 0 {
            self.said = self.texts.tr("say-nothing-checked");
            return;
        }
        let Bulk {
            command,
            n_spans,
            n_skipped,
        } = bulk;
        if n_spans == 0 || self.edit(command, self.place.clone()) {
            let values = [("n", n_spans.into()), ("m", n_skipped.into())];
            self.said = self.texts.tr_with(said, values);
        }
    }
}
