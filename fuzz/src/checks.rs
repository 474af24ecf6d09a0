//! What must hold for any bytes; the fuzz targets and a test that replays their corpora call these.
//!
//! To end without a panic, in time and within memory is the rest of it.

use zhubi::text::decode::ENCODINGS;
use zhubi::text::decode::decode;
use zhubi::text::import::Columns;
use zhubi::text::import::Media;
use zhubi::text::import::docx_text;
use zhubi::text::import::import;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::Text;
use zhubi::text::view::View;
use zhubi::text::view::ViewIdx;
use zhubi::text::view::ViewKind;

/// Bytes decode to a text whose damage lies in it, as found and as each encoding.
pub fn decode_any(bytes: &[u8]) {
    for forced in ENCODINGS.into_iter().map(Some).chain([None]) {
        let Ok(decoded) = decode(bytes, forced) else {
            continue;
        };
        let n_chars = decoded.text.chars().count();
        assert!(decoded.text.len() <= bytes.len() * 3 + 3);
        assert!(decoded.damage.iter().all(|damage| damage.at.0 < n_chars));
        assert!(decoded.damage.is_sorted_by_key(|damage| damage.at));
    }
}

/// A view's maps lead there and back, in order.
pub fn view_any(bytes: &[u8]) {
    let text = Text::new(String::from_utf8_lossy(bytes).into_owned());
    for kind in [
        ViewKind::RAW,
        ViewKind::READING,
        ViewKind::SIMPLIFIED,
        ViewKind::TRADITIONAL,
    ] {
        let view = View::new(&text, kind);
        assert_eq!(view.shown(&text).chars().count(), view.n_chars());
        assert_eq!(view.n_chars() + view.n_hidden(), text.n_chars());
        let mut before = None;
        for at in 0..view.n_chars() {
            let raw = view.raw_from_view(ViewIdx(at));
            assert!(before < Some(raw) && raw.0 < text.n_chars());
            assert_eq!(view.view_from_raw(raw), ViewIdx(at));
            before = Some(raw);
        }
        for at in 0..text.n_chars() {
            assert!(view.view_from_raw(CharIdx(at)) <= view.end());
        }
    }
}

/// Pages, Markdown and tables give texts not much larger than they are.
pub fn html_any(bytes: &[u8]) {
    for media in [
        Media::Html,
        Media::Markdown,
        Media::Csv,
        Media::Tsv,
        Media::JsonLines,
    ] {
        if let Ok(imported) = import(media, bytes.to_vec(), None, &Columns::default()) {
            let lengths = imported.texts.iter().map(|text| text.decoded.text.len());
            assert!(lengths.sum::<usize>() <= bytes.len() * 6 + 16, "{media:?}");
        }
    }
}

/// An archive gives a text within the bounds that protect against bombs.
pub fn docx_any(bytes: &[u8]) {
    if let Ok(text) = docx_text(bytes) {
        assert!(text.len() <= (1 << 20) + bytes.len() * 200);
    }
}
