//! `zhubi view`: a document as the window shows it, or what it hides and what is damaged.

use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::args::ViewArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::text::damage::DamagedPlace;
use crate::text::damage::damage;
use crate::text::offset::Text;
use crate::text::script::script_of;
use crate::text::view::View;
use crate::text::view::ViewKind;

/// Prints what the view shows, or its map.
pub fn run(args: &ViewArgs) -> anyhow::Result<Exit> {
    let decoded = project::read_document(&args.document, args.encoding.as_deref())?;
    let text = Text::new(decoded.text);
    let kind = ViewKind::from(args.view).of_written(script_of(text.as_str()));
    let view = View::new(&text, kind);
    let places = damage(&text);
    if args.map {
        let map = json!({
            "document": args.document.display().to_string(),
            "encoding": decoded.encoding,
            "as": format!("{:?}", args.view).to_lowercase(),
            "characters": text.n_chars(),
            "shown": view.n_chars(),
            "hidden": view.hidden().map(|range| [range.start().0, range.end().0]).collect::<Vec<_>>(),
            "damage": places.iter().map(|place| json_of(&text, place)).collect::<Vec<_>>(),
        });
        let mut lines = serde_json::to_string(&map)?;
        lines.push('\n');
        speak::result(lines.as_bytes())?;
        return Ok(Exit::Done);
    }
    speak::result(view.shown(&text).as_bytes())?;
    if !places.is_empty() {
        let n_places = speak::count(places.len(), "damaged place");
        let path = args.document.display();
        speak::note(&format!("{path}: {n_places}; --map lists them"));
    }
    Ok(Exit::Done)
}

fn json_of(text: &Text, place: &DamagedPlace) -> Value {
    let mut value = json!({
        "start": place.range.start().0,
        "end": place.range.end().0,
        "kind": place.harm.name(),
        "text": text.slice(place.range),
    });
    if let (Some(fields), Some(reading)) = (value.as_object_mut(), &place.reading) {
        fields.insert("reading".to_owned(), json!(reading));
    }
    value
}
