"""spaCy's DocBin, by spaCy: loaded from the disk, and taken as an example to train on."""

import spacy
from spacy.tokens import DocBin
from spacy.training import Example

NLP = spacy.blank("zh")


def read(path, _texts):
    documents, complaints = [], []
    for doc in DocBin().from_disk(path).get_docs(NLP.vocab):
        name = doc.user_data["doc"]
        group = doc.spans.get("sc", [])
        spans = [{"start": s.start_char, "end": s.end_char, "label": s.label_, "entity": s.kb_id_} for s in group]
        classes = [key for key, sure in doc.cats.items() if sure == 1.0]
        documents.append({"doc": name, "text": doc.text, "spans": spans, "classes": classes})
        complaints += [f"{name}: {complaint}" for complaint in complaints_of(doc, group)]
    return documents, complaints


def is_blank(char):
    return char.isspace() or char in "\u200b\ufeff"


def complaints_of(doc, group):
    """What would go wrong in training.

    Entities must be spans that do not overlap, and whatever no other span overlaps must be one, but
    for what begins or ends in white space, which spaCy does not train on.
    """
    spans = {(span.start, span.end, span.label_) for span in group}
    entities = {(entity.start, entity.end, entity.label_) for entity in doc.ents}
    yield from (f"{wrong} is an entity and no span" for wrong in sorted(entities - spans))
    for start, end, label in sorted(spans - entities):
        blank = is_blank(doc.text[doc[start].idx]) or is_blank(doc[end - 1].text[-1])
        if not blank and not any(s < end and start < e for s, e, _ in spans - {(start, end, label)}):
            yield f"{(start, end, label)} is no entity, though it is alone"
    if any(is_blank(entity.text[0]) or is_blank(entity.text[-1]) for entity in doc.ents):
        yield "an entity begins or ends in white space"
    if not len(doc):
        return
    example = Example(NLP.make_doc(doc.text), doc)
    tags = example.get_aligned_ner()
    if None in tags or "-" in tags:
        yield "its entities are not those of the text as spaCy cuts it"
    if len(example.get_aligned_spans_y2x(group, allow_overlap=True)) != len(group):
        yield "its spans are not those of the text as spaCy cuts it"


def spoil(path):
    docs = list(DocBin().from_disk(path).get_docs(NLP.vocab))
    first = docs[0].spans["sc"]
    moved = [docs[0][s.start + (i == 0):s.end + (i == 0)] for i, s in enumerate(first)]
    docs[0].spans["sc"] = [
        spacy.tokens.Span(docs[0], m.start, m.end, label=s.label_, kb_id=s.kb_id_) for m, s in zip(moved, first)
    ]
    docs[0].set_ents([])
    store(docs, path)


def store(docs, path):
    bin = DocBin(attrs=["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE"], store_user_data=True)
    for doc in docs:
        bin.add(doc)
    bin.to_disk(path)


def write(documents, path):
    docs, given = [], []
    for document in documents:
        doc = NLP.make_doc(document["text"])
        doc.user_data["doc"] = document["doc"]
        made = [
            (s, doc.char_span(s["start"], s["end"], label=s["label"], kb_id=s.get("entity") or 0)) for s in document["spans"]
        ]
        # What begins or ends with a blank that spaCy keeps as part of the token before it.
        made = [(said, span) for said, span in made if span is not None]
        group = doc.spans["sc"] = [span for _, span in made]
        doc.set_ents([span for span in spacy.util.filter_spans(group) if not span.text[0].isspace() and not span.text[-1].isspace()])
        doc.cats = {key: 1.0 for key in document.get("classes", [])}
        docs.append(doc)
        plain = [{key: s[key] for key in ("start", "end", "label", "entity") if key in s} for s, _ in made]
        given.append({"doc": document["doc"], "text": document["text"], "spans": plain, "classes": document.get("classes", [])})
    store(docs, path)
    return given
