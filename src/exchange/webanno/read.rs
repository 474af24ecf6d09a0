//! Reads a document row by row, as INCEpTION and WebAnno write them.
//!
//! Each layer of spans gives spans: the label is the feature `value`, or the first that has one,
//! or the layer's own name; other features are attributes. Layers of what every token has (lemma,
//! part of speech, …), chains and slots are passed over and named.

mod header;

use std::collections::HashMap;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingDetail;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingRelation;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Input;
use crate::exchange::input::Sink;
use crate::exchange::units::OffsetUnit;
use crate::exchange::webanno::IDENTIFIER;
use crate::exchange::webanno::NOTE;
use crate::exchange::webanno::VALUE;
use crate::exchange::webanno::attribute_of;
use crate::exchange::webanno::read::header::Kind;
use crate::exchange::webanno::read::header::Layer;
use crate::exchange::webanno::text::Rebuilt;
use crate::exchange::webanno::value_of;

/// Reads a `.tsv` file.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let unit = input.options.unit.unwrap_or(OffsetUnit::Utf16);
    let mut incoming = Incoming::new(Place::Line(1), Some(input.stem().to_owned()), None);
    incoming.unit = unit;
    incoming.blanks_unsure = true;
    let mut lines = input.lines()?;
    let first = lines.next_line()?.unwrap_or_default();
    if !first.starts_with("#FORMAT=WebAnno TSV 3") {
        return Err(malformed(1, "it does not begin with #FORMAT=WebAnno TSV 3"));
    }
    let mut reader = Reader {
        sink,
        incoming,
        text: Rebuilt::new(unit),
        layers: Vec::new(),
        found: Vec::new(),
        by_id: HashMap::new(),
        by_unit: HashMap::new(),
        relations: Vec::new(),
    };
    while let Some(line) = lines.next_line()? {
        let line = line.to_owned();
        reader.take_line(lines.number(), &line)?;
    }
    reader.finish()
}

fn malformed(line: usize, problem: &str) -> ReadError {
    ReadError::Malformed {
        at: Place::Line(line),
        format: "WebAnno TSV 3",
        problem: problem.to_owned(),
    }
}

struct Reader<'a> {
    sink: &'a mut dyn Sink,
    incoming: Incoming,
    text: Rebuilt,
    layers: Vec<Layer>,
    /// The spans of all layers.
    found: Vec<Found>,
    /// Those with a number, by layer and number.
    by_id: HashMap<(usize, usize), usize>,
    /// Those without one, by layer and token.
    by_unit: HashMap<(usize, String), usize>,
    relations: Vec<FoundRelation>,
}

/// A span with the values of its features.
struct Found {
    line: usize,
    layer: usize,
    start: usize,
    end: usize,
    values: Vec<Option<String>>,
}

/// A relation whose ends are looked up at the end.
struct FoundRelation {
    line: usize,
    layer: usize,
    values: Vec<Option<String>>,
    /// The token that its head begins at, and the number of the head there, 0 for none.
    head: (String, usize),
    /// The same for its tail.
    tail: (String, usize),
}

/// A token or a part of one.
struct Unit<'l> {
    line: usize,
    id: &'l str,
    start: usize,
    end: usize,
}

impl Reader<'_> {
    fn take_line(&mut self, line: usize, content: &str) -> Result<(), ReadError> {
        if content.is_empty() {
            return Ok(());
        }
        if let Some(text) = content.strip_prefix("#Text=") {
            self.text.add_line(text);
            return Ok(());
        }
        if content.starts_with('#') {
            if let Some(layer) = Layer::of(content, &self.layers) {
                if layer.kind == Kind::Passed {
                    self.sink.unread(&layer.name);
                }
                self.layers.push(layer);
            }
            return Ok(());
        }
        let mut columns = content.split('\t');
        let id = columns.next().unwrap_or_default();
        let bounds = columns.next().and_then(|bounds| {
            let (start, end) = bounds.split_once('-')?;
            Some((start.parse::<usize>().ok()?, end.parse::<usize>().ok()?))
        });
        let (Some((start, end)), Some(_token)) = (bounds, columns.next()) else {
            self.refuse(line, "token");
            return Ok(());
        };
        if self.text.put_sentence(start).is_none() {
            return Err(malformed(line, "the sentence cannot begin at this offset"));
        }
        let unit = Unit {
            line,
            id,
            start,
            end,
        };
        let cells: Vec<&str> = columns.collect();
        for place in 0..self.layers.len() {
            self.take_layer(&unit, place, &cells);
        }
        Ok(())
    }

    fn refuse(&mut self, line: usize, field: &'static str) {
        self.incoming.partly_refused = true;
        let reason = RefusalReason::WrongKind { field };
        self.sink.refuse(Place::Line(line), 1, reason);
    }

    /// Takes what a layer has on a token.
    fn take_layer(&mut self, unit: &Unit<'_>, place: usize, cells: &[&str]) {
        let Some(layer) = self.layers.get(place) else {
            return;
        };
        let (kind, n_features) = (layer.kind, layer.features.len());
        let own = cells.get(layer.first_column..layer.first_column + layer.n_columns());
        let Some(own) = own else {
            return self.refuse(unit.line, "column");
        };
        if kind == Kind::Passed || own.iter().all(|cell| *cell == "_") {
            return;
        }
        let stacks: Vec<Vec<(&str, Option<&str>)>> = own.iter().map(|cell| stack(cell)).collect();
        let n_stacked = stacks.iter().map(Vec::len).max().unwrap_or(0);
        for nth in 0..n_stacked {
            let entries = stacks.iter().map(|stack| stack.get(nth).copied());
            let entries: Vec<_> = entries.collect();
            let value = |entry: &Option<(&str, Option<&str>)>| {
                let (value, _) = entry.filter(|(value, _)| !matches!(*value, "*" | "_"))?;
                Some(value_of(value))
            };
            let values: Vec<_> = entries.iter().take(n_features).map(value).collect();
            let number = entries.iter().flatten().find_map(|(_, number)| *number);
            let taken = match kind {
                Kind::Spans => self.take_span(unit, place, values, number),
                _ => self.take_relation(unit, place, values, entries.last().copied().flatten()),
            };
            if taken.is_none() {
                self.refuse(unit.line, kind.field());
            }
        }
    }

    fn take_span(
        &mut self,
        unit: &Unit<'_>,
        layer: usize,
        values: Vec<Option<String>>,
        number: Option<&str>,
    ) -> Option<()> {
        let place = self.found.len();
        if let Some(number) = number {
            let id = (layer, number.parse().ok()?);
            let known = self
                .by_id
                .get(&id)
                .and_then(|place| self.found.get_mut(*place));
            if let Some(known) = known {
                known.end = known.end.max(unit.end);
                return Some(());
            }
            self.by_id.insert(id, place);
        } else {
            self.by_unit.insert((layer, unit.id.to_owned()), place);
        }
        self.found.push(Found {
            line: unit.line,
            layer,
            start: unit.start,
            end: unit.end,
            values,
        });
        Some(())
    }

    fn take_relation(
        &mut self,
        unit: &Unit<'_>,
        layer: usize,
        values: Vec<Option<String>>,
        from: Option<(&str, Option<&str>)>,
    ) -> Option<()> {
        let (head, numbers) = from?;
        let numbers = match numbers {
            Some(numbers) => {
                let (head, tail) = numbers.split_once('_')?;
                (head.parse().ok()?, tail.parse().ok()?)
            }
            None => (0, 0),
        };
        self.relations.push(FoundRelation {
            line: unit.line,
            layer,
            values,
            head: (head.to_owned(), numbers.0),
            tail: (unit.id.to_owned(), numbers.1),
        });
        Some(())
    }

    fn finish(mut self) -> Result<(), ReadError> {
        for relation in std::mem::take(&mut self.relations) {
            match self.settled(&relation) {
                Some(settled) => self.incoming.relations.push(settled),
                None => self.refuse(relation.line, "BT_"),
            }
        }
        for found in self.found {
            let Some(layer) = self.layers.get(found.layer) else {
                continue;
            };
            self.incoming.spans.push(span_of(layer, found));
        }
        self.incoming.text = Some(self.text.finish());
        self.sink.document(self.incoming)
    }

    fn settled(&self, relation: &FoundRelation) -> Option<IncomingRelation> {
        let layer = self.layers.get(relation.layer)?;
        let base = self
            .layers
            .iter()
            .position(|l| Some(&l.name) == layer.base.as_ref())?;
        let end = |(unit, number): &(String, usize)| {
            let place = match number {
                0 => self.by_unit.get(&(base, unit.clone())),
                _ => self.by_id.get(&(base, *number)),
            };
            let found = self.found.get(*place?)?;
            Some(IncomingEnd {
                start: found.start,
                end: found.end,
                label: Some(self.layers.get(base)?.label_of(&found.values)),
            })
        };
        Some(IncomingRelation {
            at: Place::Line(relation.line),
            key: layer.label_of(&relation.values),
            head: end(&relation.head)?,
            tail: end(&relation.tail)?,
        })
    }
}

/// Returns a span with what its features say.
fn span_of(layer: &Layer, found: Found) -> IncomingSpan {
    let label = layer.label_of(&found.values);
    let mut detail = IncomingDetail::default();
    let label_place = layer.label_place(&found.values);
    for (place, (feature, value)) in layer.features.iter().zip(found.values).enumerate() {
        let Some(value) = value.filter(|_| Some(place) != label_place) else {
            continue;
        };
        match feature.as_str() {
            IDENTIFIER => detail.entity = Some(value),
            NOTE => detail.note = value,
            _ => {
                detail.attributes.insert(attribute_of(feature), value);
            }
        }
    }
    IncomingSpan {
        at: Place::Line(found.line),
        start: found.start,
        end: found.end,
        label,
        words: None,
        score_permille: None,
        detail: (detail != IncomingDetail::default()).then(|| Box::new(detail)),
    }
}

impl Layer {
    /// Returns which feature is the label.
    fn label_place(&self, values: &[Option<String>]) -> Option<usize> {
        let has_one = |place: &usize| values.get(*place).is_some_and(Option::is_some);
        let named = self.features.iter().position(|feature| feature == VALUE);
        named.filter(has_one).or_else(|| {
            let others = self.features.iter().enumerate();
            let mut others = others.filter(|(_, f)| !matches!(f.as_str(), IDENTIFIER | NOTE));
            others.find_map(|(place, _)| has_one(&place).then_some(place))
        })
    }

    fn label_of(&self, values: &[Option<String>]) -> String {
        let place = self.label_place(values);
        let label = place.and_then(|place| values.get(place).cloned().flatten());
        label.unwrap_or_else(|| self.short_name().to_owned())
    }
}

/// Returns what lies on each other in a cell, with the number that follows in brackets.
fn stack(cell: &str) -> Vec<(&str, Option<&str>)> {
    let mut parts = Vec::new();
    let (mut from, mut escaped) = (0, false);
    for (at, byte) in cell.bytes().enumerate() {
        if byte == b'|' && !escaped {
            parts.extend(cell.get(from..at));
            from = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    parts.extend(cell.get(from..));
    let numbered = |part: &'_ str| -> Option<(usize, usize)> {
        let inner = part
            .strip_suffix(']')
            .filter(|inner| !inner.ends_with('\\'))?;
        Some((inner.rfind('[')?, inner.len()))
    };
    let parts = parts.into_iter().map(|part: &str| match numbered(part) {
        Some((open, close)) => (part.get(..open).unwrap_or(part), part.get(open + 1..close)),
        None => (part, None),
    });
    parts.collect()
}
