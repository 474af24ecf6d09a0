//! Brings in deltas on the values of the project: schema, word lists, guideline and the like.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::rebase::Differing;
use crate::edit::rebase::Rebaser;
use crate::edit::rebase::UnfitReason;
use crate::edit::rebase::merge;
use crate::edit::rebase::merge::Merge;
use crate::edit::rebase::merge::Three;
use crate::model::extra::Extra;
use crate::model::ids::LabelKey;
use crate::model::lexicon::Entity;
use crate::model::lexicon::Lexicon;
use crate::model::lexicon::Pattern;
use crate::model::schema::Attribute;
use crate::model::schema::AttributeKind;
use crate::model::schema::DocumentClass;
use crate::model::schema::Label;
use crate::model::schema::Names;
use crate::model::schema::RelationType;
use crate::model::schema::Schema;

impl Rebaser<'_> {
    /// Brings in a delta on a value of the project; any other does nothing.
    pub(super) fn value(&mut self, delta: Delta) -> Result<(), UnfitReason> {
        let project = self.recorder.project().clone();
        match delta {
            Delta::Name(diff) => self.merged(project.name, diff, Delta::Name, |merge, three| {
                merge.text("name", three)
            }),
            Delta::Guideline(diff) => {
                self.merged(project.guideline, diff, Delta::Guideline, |merge, three| {
                    merge.field("guideline", three, |text| text.to_string())
                })
            }
            Delta::Schema(diff) => {
                self.merged(project.schema, diff, Delta::Schema, |merge, three| {
                    Arc::new(schema(merge, three.map(Arc::as_ref)))
                })
            }
            Delta::Lexicons(diff) => {
                self.merged(project.lexicons, diff, Delta::Lexicons, |merge, three| {
                    Arc::new(lexicons(merge, three.map(|list| list.as_slice())))
                })
            }
            Delta::Patterns(diff) => {
                self.merged(project.patterns, diff, Delta::Patterns, |merge, three| {
                    Arc::new(patterns(merge, three.map(|list| list.as_slice())))
                })
            }
            Delta::Entities(diff) => {
                self.merged(project.entities, diff, Delta::Entities, |merge, three| {
                    Arc::new(entities(merge, three.map(|list| list.as_slice())))
                })
            }
            Delta::Conflicts(diff) => {
                self.merged(project.conflicts, diff, Delta::Conflicts, |_, three| {
                    Arc::new(merge::list(three.map(|list| list.as_slice())))
                })
            }
            Delta::Extra(diff) => self.merged(project.extra, diff, Delta::Extra, |merge, three| {
                Arc::new(merge.map("extra", three.map(Arc::as_ref)))
            }),
            _ => Ok(()),
        }
    }

    fn merged<T: PartialEq + Clone>(
        &mut self,
        there: T,
        recorded: Diff<T>,
        delta: impl FnOnce(Diff<T>) -> Delta,
        value: impl FnOnce(&mut Merge, Three<'_, T>) -> T,
    ) -> Result<(), UnfitReason> {
        let three = Three::new(&recorded.before, &there, &recorded.after);
        let mut merge = Merge::default();
        let plain = three.plain().cloned();
        let after = plain.unwrap_or_else(|| value(&mut merge, three));
        if after != there {
            self.push(delta(Diff::new(there, after)))?;
        }
        self.project_conflicts(merge)
    }

    /// Adds conflicts to those of the project, each once.
    pub(super) fn project_conflicts(&mut self, merge: Merge) -> Result<(), UnfitReason> {
        for conflict in merge.conflicts {
            let before = Arc::clone(&self.project().conflicts);
            if !before.contains(&conflict) {
                let mut after = Vec::clone(&before);
                after.push(conflict.clone());
                self.push(Delta::Conflicts(Diff::new(before, Arc::new(after))))?;
            }
            self.differing.push(Differing::Conflict {
                layer: None,
                conflict,
            });
        }
        Ok(())
    }
}

/// Merges two schemas into one that holds together.
fn schema(merge: &mut Merge, three: Three<'_, Schema>) -> Schema {
    let mut merged = schema_parts(merge, three);
    let known: BTreeSet<LabelKey> = merged.labels.iter().map(|l| l.key.clone()).collect();
    for relation in &mut merged.relations {
        // One side removed a label, the other let a relation have it.
        relation.heads.retain(|label| known.contains(label));
        relation.tails.retain(|label| known.contains(label));
    }
    let own = |label: &Label| {
        let there = three.there.label(&label.key);
        there.is_some_and(|there| there.hotkey == label.hotkey)
    };
    let of_there = merged.labels.iter().filter(|label| own(label));
    let mut taken: BTreeSet<char> = of_there.filter_map(|label| label.hotkey).collect();
    for label in merged.labels.iter_mut().filter(|label| !own(label)) {
        // Both sides gave one key to different labels.
        if let Some(hotkey) = label.hotkey.filter(|hotkey| !taken.insert(*hotkey)) {
            let subject = format!("schema.{}.hotkey", label.key);
            let there = three.there.label(&label.key).and_then(|label| label.hotkey);
            label.hotkey = there.filter(|hotkey| taken.insert(*hotkey));
            merge.conflict(&subject, label.hotkey.iter().collect(), hotkey.to_string());
        }
    }
    merged
}

fn schema_parts(merge: &mut Merge, three: Three<'_, Schema>) -> Schema {
    Schema {
        labels: merge.keyed(
            "schema",
            three.map(|schema| schema.labels.as_slice()),
            |entry| &entry.key,
            label,
            |entry| Label::new(entry.key.clone()),
        ),
        relations: merge.keyed(
            "schema.relations",
            three.map(|schema| schema.relations.as_slice()),
            |entry| &entry.key,
            relation_type,
            |entry| RelationType {
                key: entry.key.clone(),
                names: Names::new(),
                heads: Vec::new(),
                tails: Vec::new(),
                description: String::new(),
                extra: Extra::new(),
            },
        ),
        classes: merge.keyed(
            "schema.classes",
            three.map(|schema| schema.classes.as_slice()),
            |entry| &entry.key,
            class,
            |entry| DocumentClass {
                key: entry.key.clone(),
                names: Names::new(),
                description: String::new(),
                extra: Extra::new(),
            },
        ),
        extra: merge.map("schema.extra", three.map(|schema| &schema.extra)),
    }
}

fn label(merge: &mut Merge, subject: &str, three: Three<'_, Label>) -> Label {
    let of = |part: &str| format!("{subject}.{part}");
    Label {
        key: three.there.key.clone(),
        names: merge.map(&of("names"), three.map(|label| &label.names)),
        letter: merge.text(&of("letter"), three.map(|label| &label.letter)),
        color: merge.field(&of("color"), three.map(|label| &label.color), u8::to_string),
        hotkey: merge.field(&of("hotkey"), three.map(|label| &label.hotkey), |hotkey| {
            hotkey.iter().collect()
        }),
        self_overlap: merge.field(
            &of("self_overlap"),
            three.map(|label| &label.self_overlap),
            bool::to_string,
        ),
        description: merge.text(&of("description"), three.map(|label| &label.description)),
        attributes: merge.keyed(
            &of("attributes"),
            three.map(|label| label.attributes.as_slice()),
            |entry| &entry.key,
            attribute,
            |entry| Attribute {
                key: entry.key.clone(),
                names: Names::new(),
                kind: AttributeKind::Choice(Vec::new()),
                extra: Extra::new(),
            },
        ),
        extra: merge.map(&of("extra"), three.map(|label| &label.extra)),
    }
}

fn attribute(merge: &mut Merge, subject: &str, three: Three<'_, Attribute>) -> Attribute {
    Attribute {
        key: three.there.key.clone(),
        names: merge.map(
            &format!("{subject}.names"),
            three.map(|attribute| &attribute.names),
        ),
        kind: kind(
            merge,
            &format!("{subject}.kind"),
            three.map(|attribute| &attribute.kind),
        ),
        extra: merge.map(
            &format!("{subject}.extra"),
            three.map(|attribute| &attribute.extra),
        ),
    }
}

fn kind(merge: &mut Merge, subject: &str, three: Three<'_, AttributeKind>) -> AttributeKind {
    use AttributeKind::Choice;
    if let Three {
        base: Choice(base),
        there: Choice(there),
        recorded: Choice(recorded),
    } = three
    {
        return Choice(merge::list(Three::new(
            base.as_slice(),
            there.as_slice(),
            recorded.as_slice(),
        )));
    }
    merge.field(subject, three, |kind| match kind {
        Choice(choices) => choices.join("|"),
        AttributeKind::YesNo => "yes|no".to_owned(),
        AttributeKind::Text => "text".to_owned(),
    })
}

fn relation_type(merge: &mut Merge, subject: &str, three: Three<'_, RelationType>) -> RelationType {
    let of = |part: &str| format!("{subject}.{part}");
    RelationType {
        key: three.there.key.clone(),
        names: merge.map(&of("names"), three.map(|relation| &relation.names)),
        heads: merge::list(three.map(|relation| relation.heads.as_slice())),
        tails: merge::list(three.map(|relation| relation.tails.as_slice())),
        description: merge.text(
            &of("description"),
            three.map(|relation| &relation.description),
        ),
        extra: merge.map(&of("extra"), three.map(|relation| &relation.extra)),
    }
}

fn class(merge: &mut Merge, subject: &str, three: Three<'_, DocumentClass>) -> DocumentClass {
    let of = |part: &str| format!("{subject}.{part}");
    DocumentClass {
        key: three.there.key.clone(),
        names: merge.map(&of("names"), three.map(|class| &class.names)),
        description: merge.text(&of("description"), three.map(|class| &class.description)),
        extra: merge.map(&of("extra"), three.map(|class| &class.extra)),
    }
}

fn lexicons(merge: &mut Merge, three: Three<'_, [Lexicon]>) -> Vec<Lexicon> {
    let one = |merge: &mut Merge, subject: &str, three: Three<'_, Lexicon>| {
        let of = |part: &str| format!("{subject}.{part}");
        Lexicon {
            name: three.there.name.clone(),
            label: merge.field(&of("label"), three.map(|list| &list.label), say_key),
            enabled: merge.field(
                &of("enabled"),
                three.map(|list| &list.enabled),
                bool::to_string,
            ),
            words: merge::list(three.map(|list| list.words.as_slice())),
            extra: merge.map(&of("extra"), three.map(|list| &list.extra)),
        }
    };
    let blank = |entry: &Lexicon| Lexicon {
        name: entry.name.clone(),
        ..Lexicon::default()
    };
    merge.keyed("lexicons", three, |entry| &entry.name, one, blank)
}

fn patterns(merge: &mut Merge, three: Three<'_, [Pattern]>) -> Vec<Pattern> {
    let one = |merge: &mut Merge, subject: &str, three: Three<'_, Pattern>| {
        let of = |part: &str| format!("{subject}.{part}");
        Pattern {
            name: three.there.name.clone(),
            label: merge.field(&of("label"), three.map(|pattern| &pattern.label), say_key),
            enabled: merge.field(
                &of("enabled"),
                three.map(|pattern| &pattern.enabled),
                bool::to_string,
            ),
            expression: merge.text(&of("expression"), three.map(|pattern| &pattern.expression)),
            extra: merge.map(&of("extra"), three.map(|pattern| &pattern.extra)),
        }
    };
    let blank = |entry: &Pattern| Pattern {
        name: entry.name.clone(),
        ..Pattern::default()
    };
    merge.keyed("patterns", three, |entry| &entry.name, one, blank)
}

fn entities(merge: &mut Merge, three: Three<'_, [Entity]>) -> Vec<Entity> {
    let one = |merge: &mut Merge, subject: &str, three: Three<'_, Entity>| {
        let of = |part: &str| format!("{subject}.{part}");
        Entity {
            key: three.there.key.clone(),
            name: merge.text(&of("name"), three.map(|entity| &entity.name)),
            note: merge.text(&of("note"), three.map(|entity| &entity.note)),
            extra: merge.map(&of("extra"), three.map(|entity| &entity.extra)),
        }
    };
    let blank = |entry: &Entity| Entity {
        key: entry.key.clone(),
        name: String::new(),
        note: String::new(),
        extra: Extra::new(),
    };
    merge.keyed("entities", three, |entry| &entry.key, one, blank)
}

fn say_key<K: ToString>(key: &Option<K>) -> String {
    key.as_ref().map_or_else(String::new, ToString::to_string)
}
