//! Tasks of Label Studio: `{"data":{"text"},"predictions":[{"result":[…],"score"}]}`.
//!
//! Its offsets count characters. A result may have a score of its own; else the prediction's counts
//! for all of its results. All predictions of a task are taken, whichever version made them; what
//! annotators made is not. What a result is read as is in [`crate::exchange::label_studio`].

use serde_json::Map;
use serde_json::Value;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::label_studio::result;
use crate::exchange::predictions::Reader;
use crate::exchange::predictions::take_name;
use crate::exchange::predictions::take_score;

/// Reads one task.
pub fn take(reader: &mut Reader, mut task: Map<String, Value>) {
    let Some(Value::Array(predictions)) = task.remove("predictions") else {
        return reader.refuse(0, RefusalReason::NoPredictions);
    };
    let n_spans = predictions.iter().map(result::n_results).sum();
    let Some(Value::Object(mut data)) = task.remove("data") else {
        return reader.refuse(n_spans, RefusalReason::WrongKind { field: "data" });
    };
    if predictions.is_empty() {
        // Not that there is nothing in the text: nobody asked a model.
        return reader.refuse(0, RefusalReason::NoPredictions);
    }
    let Some(text) = result::take_text(&mut data) else {
        return reader.refuse(n_spans, RefusalReason::UnclearText);
    };
    let mut incoming = Incoming {
        at: Place::Line(reader.line),
        key: take_name(&mut data),
        text: Some(text),
        ..Incoming::default()
    };
    task.remove("id");
    reader.note_unread(task.keys().chain(data.keys()));
    for prediction in predictions {
        take_prediction(reader, &mut incoming, prediction);
    }
    reader.reading.documents.push(incoming);
}

fn take_prediction(reader: &mut Reader, incoming: &mut Incoming, prediction: Value) {
    let n_spans = result::n_results(&prediction);
    let mut refuse = |reader: &mut Reader, reason| {
        incoming.partly_refused = true;
        reader.refuse(n_spans, reason);
    };
    let mut prediction = match prediction {
        Value::Object(prediction) => prediction,
        Value::Number(_) => return refuse(reader, RefusalReason::PredictionNumber),
        _ => return refuse(reader, RefusalReason::NotAnObject),
    };
    let Some(Value::Array(results)) = prediction.remove("result") else {
        return refuse(reader, RefusalReason::WrongKind { field: "result" });
    };
    let score = match take_score(&mut prediction) {
        Ok(score) => score,
        Err(reason) => return refuse(reader, reason),
    };
    prediction.remove("id");
    reader.note_unread(prediction.keys());
    let at = Place::Line(reader.line);
    for value in results {
        let mut unread = Vec::new();
        let spans = result::spans(&at, value, score, &mut |field| {
            unread.push(field.to_owned())
        });
        reader.note_unread(&unread);
        for span in spans {
            reader.push(incoming, span);
        }
    }
}
