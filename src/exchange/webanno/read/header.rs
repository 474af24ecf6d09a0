//! The layers that a file has, as its first lines name them.
//!
//! `#T_SP=webanno.custom.Person|value|level` has spans with two features; `#T_RL=…|value|BT_TYPE`
//! has relations between spans of a type, `#T_CH` chains.

/// A layer of a file.
pub struct Layer {
    /// The name of its type.
    pub name: String,
    /// What it has.
    pub kind: Kind,
    /// The column of its first feature, counted behind those of the token.
    pub first_column: usize,
    /// Its features, without the ends of relations; empty where it has a column for nothing.
    pub features: Vec<String>,
    /// The type of the spans that its relations link.
    pub base: Option<String>,
}

/// What a layer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Spans.
    Spans,
    /// Relations.
    Relations,
    /// Something that is passed over.
    Passed,
}

impl Kind {
    /// Returns what a refusal calls it.
    pub fn field(self) -> &'static str {
        match self {
            Self::Spans => "T_SP",
            Self::Relations => "T_RL",
            Self::Passed => "T_CH",
        }
    }
}

/// Types of what every token has.
const OF_TOKENS: [&str; 6] = [
    "Lemma",
    "POS",
    "Stem",
    "MorphologicalFeatures",
    "Token",
    "SurfaceForm",
];

impl Layer {
    /// Reads the line of a layer, which stands behind others; `None` for another line.
    pub fn of(line: &str, before: &[Self]) -> Option<Self> {
        let (kind, rest) = if let Some(rest) = line.strip_prefix("#T_SP=") {
            (Kind::Spans, rest)
        } else if let Some(rest) = line.strip_prefix("#T_RL=") {
            (Kind::Relations, rest)
        } else {
            (Kind::Passed, line.strip_prefix("#T_CH=")?)
        };
        let mut fields = rest.split('|').filter(|field| !field.is_empty());
        let name = fields.next().unwrap_or_default().to_owned();
        let mut features: Vec<String> = fields.map(str::to_owned).collect();
        let has_slots = features.iter().any(|feature| feature.starts_with("ROLE_"));
        let base = features
            .last()
            .and_then(|feature| feature.strip_prefix("BT_"));
        let base = base.map(str::to_owned).filter(|_| kind == Kind::Relations);
        let mut layer = Self {
            name,
            kind,
            first_column: before.iter().map(Self::n_columns).sum(),
            features: Vec::new(),
            base,
        };
        let passed_base = layer.base.as_ref().is_none_or(|base| {
            let known = before.iter().find(|layer| layer.name == *base);
            known.is_none_or(|known| known.kind != Kind::Spans)
        });
        let of_tokens = OF_TOKENS.contains(&layer.short_name());
        if has_slots || of_tokens || (kind == Kind::Relations && passed_base) {
            layer.kind = Kind::Passed;
        }
        if layer.kind == Kind::Relations {
            features.pop();
        } else {
            layer.base = None;
        }
        layer.features = features;
        Some(layer)
    }

    /// Returns the type's name without where it belongs.
    pub fn short_name(&self) -> &str {
        let (_, short) = self.name.rsplit_once('.').unwrap_or(("", &self.name));
        short
    }

    /// Returns how many columns it has.
    pub fn n_columns(&self) -> usize {
        let n_ends = usize::from(self.base.is_some());
        (self.features.len() + n_ends).max(1)
    }
}
