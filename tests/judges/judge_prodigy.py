"""Prodigy, of which no library is free: its tokens and spans rebuilt as spaCy's, as its own recipes do."""

import spacy
import srsly
from spacy.tokens import Doc

NLP = spacy.blank("zh")


def read(path, _texts):
    documents, complaints = [], []
    for task in srsly.read_jsonl(path):
        name = task["meta"]["doc"]
        tokens = task["tokens"]
        if [token["id"] for token in tokens] != list(range(len(tokens))):
            complaints.append(f"{name}: tokens are not numbered one by one")
        for token in tokens:
            if task["text"][token["start"]:token["end"]] != token["text"]:
                complaints.append(f"{name}: token {token} is not in the text")
        doc = Doc(NLP.vocab, words=[token["text"] for token in tokens], spaces=[token["ws"] for token in tokens])
        if doc.text != task["text"]:
            complaints.append(f"{name}: the tokens do not make the text")
        if task["answer"] != "accept":
            complaints.append(f"{name}: it was not accepted")
        document = {"doc": name, "text": doc.text, "spans": [], "relations": []}
        for span in task["spans"]:
            place, complaint = placed(doc, span)
            complaints += complaint
            said = {key: span[key] for key in ("attributes", "note", "entity") if key in span}
            document["spans"].append({**dict(zip(("start", "end", "label"), place)), **said})
        for relation in task.get("relations", []):
            ends = []
            for token, span in (("head", "head_span"), ("child", "child_span")):
                place, complaint = placed(doc, relation[span])
                complaints += complaint
                ends.append(place)
                if relation[token] != relation[span]["token_end"]:
                    complaints.append(f"{name}: {token} of a relation is not its last token")
            document["relations"].append({"type": relation["label"], "head": ends[0], "tail": ends[1]})
        document.update({key: task[key] for key in ("classes", "notes", "status") if key in task})
        documents.append(document)
    return documents, complaints


def placed(doc, span):
    """Returns where spaCy finds a span, by its tokens and by its characters."""
    by_chars = doc.char_span(span["start"], span["end"], label=span["label"])
    if by_chars is None:
        return [span["start"], span["end"], span["label"]], [f"{span} is not made of tokens"]
    by_tokens = doc[span["token_start"]:span["token_end"] + 1]
    same = (by_chars.start, by_chars.end) == (by_tokens.start, by_tokens.end)
    place = [by_tokens.start_char, by_tokens.end_char, by_chars.label_]
    return place, [] if same else [f"{span}: its tokens are not its characters"]


def spoil(path):
    tasks = list(srsly.read_jsonl(path))
    span = tasks[0]["spans"][0]
    for key in ("start", "end", "token_start", "token_end"):
        span[key] += 1
    srsly.write_jsonl(path, tasks)


def write(documents, path):
    """spaCy's own annotations of a text, as tasks that its `srsly` writes."""
    tasks, given = [], []
    for document in documents:
        doc = NLP.make_doc(document["text"])
        spans = [doc.char_span(span["start"], span["end"], label=span["label"]) for span in document["spans"]]
        # What begins or ends with a blank that spaCy keeps as part of the token before it.
        spans = [span for span in spans if span is not None]
        tasks.append({
            "text": doc.text, "meta": {"doc": document["doc"]}, "_view_id": "spans_manual", "answer": "accept",
            "tokens": [
                {"text": t.text, "start": t.idx, "end": t.idx + len(t), "id": t.i, "ws": bool(t.whitespace_)} for t in doc
            ],
            "spans": [
                {"start": s.start_char, "end": s.end_char, "token_start": s.start, "token_end": s.end - 1, "label": s.label_}
                for s in spans
            ],
        })
        plain = [{"start": s.start_char, "end": s.end_char, "label": s.label_} for s in spans]
        given.append({"doc": document["doc"], "text": document["text"], "spans": plain})
    srsly.write_jsonl(path, tasks)
    return given
