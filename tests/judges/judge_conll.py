"""Files of tokens: two columns by seqeval's strict schemes, four by spaCy's converter.

Neither says where a token stands, so tokens are laid along the texts in their order; nothing but
white space and what is invisible may lie between two of them.
"""

import spacy
from seqeval import scheme
from seqeval.metrics.sequence_labeling import get_entities
from spacy.training import biluo_to_iob, offsets_to_biluo_tags
from spacy.training.converters import conll_ner_to_docs

NLP = spacy.blank("zh")


def is_skipped(char):
    return char.isspace() or char in "\u200b\ufeff"


class Walk:
    """Goes along the texts, token by token."""

    def __init__(self, texts):
        self.documents = [{"doc": name, "text": text, "spans": []} for name, text in texts]
        self.nth, self.at, self.complaints = 0, 0, []

    def place(self, token):
        """Returns in which document a token stands, and where."""
        while True:
            text = self.documents[self.nth]["text"]
            while self.at < len(text) and is_skipped(text[self.at]):
                self.at += 1
            if self.at < len(text):
                break
            self.nth, self.at = self.nth + 1, 0
        if not text.startswith(token, self.at):
            raise ValueError(f"{token!r} is not what stands at {self.at}: {text[self.at:self.at + 5]!r}")
        start, self.at = self.at, self.at + len(token)
        return self.nth, start, self.at

    def take(self, tokens, entities):
        """Takes a sentence and its entities, which are (label, first token, token after the last)."""
        places = [self.place(token) for token in tokens]
        for label, first, after in entities:
            (nth, start, _), (last, _, end) = places[first], places[after - 1]
            if nth != last:
                self.complaints.append(f"{label} {first} {after} goes from one document into the next")
            self.documents[nth]["spans"].append({"start": start, "end": end, "label": label})

    def finish(self):
        rest = self.documents[self.nth]["text"][self.at:]
        if any(not is_skipped(char) for char in rest) or any(d["text"].strip() for d in self.documents[self.nth + 1:]):
            self.complaints.append("there is more text than tokens")
        return self.documents, self.complaints


def read(path, texts):
    content = path.read_bytes().decode("utf-8")
    walk = Walk(texts)
    if content.startswith("-DOCSTART-"):
        docs = list(conll_ner_to_docs(content, n_sents=0, no_print=True))
        if len(docs) != len(texts):
            walk.complaints.append(f"{len(docs)} documents instead of {len(texts)}")
        for doc in docs:
            walk.take([token.text for token in doc], [(e.label_, e.start, e.end) for e in doc.ents])
        return walk.finish()
    sentences = [[row.split("\t") for row in block.split("\n")] for block in content.strip("\n").split("\n\n")]
    tags = [[tag for _, tag in sentence] for sentence in sentences]
    is_bioes = any(tag[:2] in ("E-", "S-") for sentence in tags for tag in sentence)
    found = scheme.Entities(tags, scheme.IOBES if is_bioes else scheme.IOB2).entities
    for sentence, row, entities in zip(sentences, tags, found, strict=True):
        strict = [(entity.tag, entity.start, entity.end) for entity in entities]
        if strict != [(label, start, end + 1) for label, start, end in get_entities(row)]:
            walk.complaints.append(f"read strictly and loosely it is not the same: {row}")
        walk.take([token for token, _ in sentence], strict)
    return walk.finish()


def spoil(path):
    """Moves the end of the first entity on by a token."""
    lines = path.read_text(encoding="utf-8").split("\n")
    tag = lambda line: line.replace("\t", " ").rsplit(" ", 1)[-1] if line else ""
    for nth, line in enumerate(lines):
        if tag(line)[:2] in ("I-", "E-") and lines[nth + 1] and tag(lines[nth + 1]) == "O":
            label = tag(line)
            lines[nth] = line[:-len(label)] + label.replace("E-", "I-", 1)
            lines[nth + 1] = lines[nth + 1][:-1] + label
            path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
            return
    raise ValueError("no entity to move")


def write(documents, path):
    """Writes spaCy's own tags of each document into a file."""
    path.mkdir(parents=True, exist_ok=True)
    given = []
    for document in documents:
        doc = NLP.make_doc(document["text"])
        entities, free = [], 0
        for span in document["spans"]:
            words = document["text"][span["start"]:span["end"]]
            solid = "\n" not in words and not is_skipped(words[0]) and not is_skipped(words[-1])
            if span["start"] >= free and solid and " " not in span["label"]:
                entities.append((span["start"], span["end"], span["label"]))
                free = span["end"]
        tags = biluo_to_iob(offsets_to_biluo_tags(doc, entities))
        rows, text, moved = [], "", {}
        for token, tag in zip(doc, tags, strict=True):
            if token.text == "\n":
                if rows and rows[-1]:
                    rows.append("")
                    text += "\n"
            elif not is_skipped(token.text):
                moved[token.idx] = len(text)
                rows.append(f"{token.text}\t{tag}")
                text += token.text
        if not moved:
            continue
        place = lambda start: moved[start]
        spans = [{"start": place(start), "end": place(end - 1) + 1, "label": label} for start, end, label in entities]
        stem = document["doc"].replace("/", "_")
        (path / f"{stem}.tsv").write_text("\n".join(rows).strip("\n") + "\n\n", encoding="utf-8", newline="\n")
        given.append({"doc": stem, "text": text.strip("\n"), "spans": spans})
    return given
