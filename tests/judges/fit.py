"""What is left of a document in each format, worked out apart from the program.

`FORMATS` says in our own words what a format has no room for; `fit` does that to documents and
counts what it did by the names that the program's loss report uses. The driver holds both against
the program: the counts against its `--report`, the documents against what a peer's library reads.
"""

import copy
import re

# Kinds of loss that tell of the work and not of the text; what a peer reads does not depend on them.
BOOKKEEPING = {"origins", "review", "time", "document-names"}


def is_blank(char):
    return char.isspace() or char in "\u200b\ufeff"


def is_control(char):
    return ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0


def as_is(text):
    return text


def in_brat_type(key):
    return "".join("_" if is_blank(c) or is_control(c) else c for c in key)


def on_brat_line(value):
    outer = lambda c: is_blank(c) or is_control(c)
    start, end = 0, len(value)
    while start < end and outer(value[start]):
        start += 1
    while end > start and outer(value[end - 1]):
        end -= 1
    held = re.sub("[\0\t-\r\x1c-\x1e\x85\u2028\u2029]", " ", value[start:end])
    return held if held or not value else "_"


def in_tag(label):
    return "".join("_" if is_blank(c) and c != " " or is_control(c) else c for c in label)


def in_xml(text):
    return "".join(c if c in "\t\n\r" or " " <= c <= "\ufffd" or c >= "\U00010000" else "\ufffd" for c in text)


def in_cell(key):
    return "".join("_" if is_control(c) else c for c in key)


def in_cell_value(value):
    bad = lambda c: is_control(c) and c not in "\t\n"
    return "".join(" " if bad(c) else c for c in value.replace("\r\n", "\n")) if any(map(bad, value)) else value


def on_page(text):
    """What HTML and XML hold both."""
    bad = lambda c: is_control(c) and c not in "\t\n\r" or "\ufdd0" <= c <= "\ufdef" or ord(c) & 0xFFFE == 0xFFFE
    return "".join("\ufffd" if bad(c) else c for c in text)


def iri(name):
    """Returns the name of a document's file where it is part of an address."""
    return "".join("_" if c.isspace() or c in '%#?[]{}^`\\|<>"' else c for c in stem(name))


def stem(name):
    """Returns the name of a document's file, the ending apart."""
    name = name.removesuffix(".txt")
    name = "".join("_" if is_control(c) or c in '<>:"/\\|?*' else c for c in name).strip(" .")
    return name[:80] or "_"


class Format:
    """What a format has no room for, and how it spells the rest; `shown` is set where spans are shown
    and what else is said stands there in words."""

    def __init__(self, cannot=(), key=as_is, value=as_is, char=as_is, name=as_is, flat=False, trims=False, shown=False):
        self.cannot, self.shown = set(cannot), shown
        self.key, self.value, self.char, self.name = key, value, char, name
        self.flat, self.trims = flat, trims or flat


ONLY_SPANS = {"attributes", "span-notes", "entities", "relations", "classes", "notes", "statuses"}
FLAT = dict(cannot=ONLY_SPANS | {"empty-documents", "document-names"}, flat=True, name=stem)

FORMATS = {
    "jsonl": Format(),
    "doccano": Format(cannot=ONLY_SPANS - {"relations"} | {"empty-documents"}),
    "prodigy": Format(),
    "label-studio": Format(key=in_xml),
    "spacy": Format(cannot={"attributes", "span-notes", "relations", "notes", "statuses"}),
    "brat": Format(cannot={"entities", "classes", "notes", "statuses"}, key=in_brat_type, value=on_brat_line, trims=True, name=stem),
    "conll-2003": Format(**FLAT, key=in_brat_type),
    "conll-bio": Format(**FLAT, key=in_tag),
    "conll-bioes": Format(**FLAT, key=in_tag),
    "cas-xmi": Format(key=in_xml, value=in_xml, char=in_xml),
    "cas-json": Format(),
    "webanno-tsv": Format(
        cannot={"classes", "notes", "statuses", "empty-documents"}, key=in_cell, value=in_cell_value, trims=True, name=stem
    ),
    "web-annotation": Format(cannot={"attributes", "statuses"}, name=iri),
    "parquet": Format(),
    "parquet tokens": Format(cannot=ONLY_SPANS | {"empty-documents"}, flat=True),
    "csv": Format(cannot={"relations", "classes", "notes", "statuses"}),
    "html": Format(char=on_page, shown=True),
    "docx": Format(char=on_page, shown=True),
}


def fit(name, documents):
    """Returns documents as the format holds them, and how often each kind of loss was met."""
    format, losses, fitted = FORMATS[name], {}, []

    def lose(kind, n=1):
        if n:
            losses[kind] = losses.get(kind, 0) + n

    for document in documents:
        if "document-names" in format.cannot:
            lose("document-names")
        kept = of_one(format, copy.deepcopy(document), lose)
        if not document["text"] and "empty-documents" in format.cannot:
            lose("empty-documents")
            continue
        fitted.append(shown(kept) if format.shown else kept)
    return fitted, losses


def shown(document):
    """Returns what a page shows of the text and its spans, paired as `paired` does."""
    lines, places, at = [], {}, 0
    for line in re.split(r"(?<=\n)|(?<=\r)(?!\n)", document["text"]):
        held = line.rstrip("\r\n")
        start = sum(map(len, lines)) + len(lines)
        for nth in range(len(line) + 1):
            places[at + nth] = start + min(nth, len(held))
        at += len(line)
        lines.append(held)
    marks = []
    for span in document["spans"]:
        start, end = span["start"], span["end"]
        while start < end - 1 and document["text"][start] in "\r\n":
            start += 1
        while end > start + 1 and document["text"][end - 1] in "\r\n":
            end -= 1
        # What is nothing but line ends ends with a line and not where the next one begins.
        is_blank_line = document["text"][end - 1] in "\r\n"
        marks.append((span["label"], places[start], places[end - 1] if is_blank_line else places[end]))
    return {"doc": document["doc"], "text": "\n".join(lines), "spans": paired(marks)}


def paired(marks):
    """Pairs the first place where a label begins with the first where it ends, and so on.

    Of spans of one label that cross or nest a page shows where each begins and ends, but not which
    beginning belongs to which end.
    """
    spans = []
    for label in sorted({label for label, _, _ in marks}):
        starts = sorted(start for key, start, _ in marks if key == label)
        ends = sorted(end for key, _, end in marks if key == label)
        spans += [{"start": start, "end": end, "label": label} for start, end in zip(starts, ends, strict=True)]
    return spans


def of_one(format, document, lose):
    text = document["text"]
    document["doc"] = format.name(document["doc"])
    count_details(format, document, lose)
    moved = choose(format, document, lose)
    put_spans(format, document, moved, lose)
    for note in document.get("notes", []):
        held = format.value(note["text"])
        if held != note["text"] and "notes" not in format.cannot:
            lose("value-spelling")
        note["text"] = held
    for kind, key in (("classes", "classes"), ("notes", "notes"), ("relations", "relations")):
        if kind in format.cannot:
            document.pop(key, None)
    if "statuses" in format.cannot:
        document.pop("status", None)
    document["text"] = "".join(map(format.char, text))
    lose("characters", sum(a != b for a, b in zip(text, document["text"])))
    return document


def count_details(format, document, lose):
    """Counts what is said beside spans and cannot go, and takes it away."""
    counts = {
        "relations": len(document.get("relations", [])),
        "classes": len(document.get("classes", [])),
        "notes": len(document.get("notes", [])),
        "statuses": int(document.get("status", "to-do") != "to-do"),
        "attributes": sum(len(span.get("attributes", {})) for span in document["spans"]),
        "span-notes": sum(bool(span.get("note")) for span in document["spans"]),
        "entities": sum(bool(span.get("entity")) for span in document["spans"]),
    }
    for kind in format.cannot & counts.keys():
        lose(kind, counts[kind])
    for span in document["spans"]:
        for kind, key in (("attributes", "attributes"), ("span-notes", "note"), ("entities", "entity")):
            if kind in format.cannot:
                span.pop(key, None)


def choose(format, document, lose):
    """Returns the spans that go out, each with the range it has there."""
    text, chosen = document["text"], []
    for span in document["spans"]:
        start, end = span["start"], span["end"]
        if format.trims:
            while start < end and is_blank(text[start]):
                start += 1
            while end > start and is_blank(text[end - 1]):
                end -= 1
        if start == end:
            lose("blank")
        else:
            chosen.append((start, end, span))
    if format.flat:
        chosen = flatten(chosen, lose)
    for start, end, span in chosen:
        if (start, end) != (span["start"], span["end"]):
            lose("trimmed")
    return chosen


def flatten(chosen, lose):
    """Keeps the longest of spans that share characters, of equals the first."""
    kept = []
    order = lambda one: (one[0], -one[1], one[2]["start"], -one[2]["end"], one[2]["label"])
    for one in sorted(chosen, key=lambda one: (one[0] - one[1], order(one))):
        # The program looks at the last one that begins before this one ends.
        clash = [other for other in kept if other[0] < one[1] and one[0] < other[1]]
        if not clash:
            kept.append(one)
            continue
        other = max(clash)
        inside = other[0] <= one[0] and one[1] <= other[1] or one[0] <= other[0] and other[1] <= one[1]
        lose("nested" if inside else "overlapping")
    return sorted(kept, key=order)


def put_spans(format, document, moved, lose):
    """Spells what goes out as the format can, and drops what comes out twice."""
    ends, spans, seen = {}, [], set()
    for start, end, span in moved:
        label = format.key(span["label"])
        lose("label-spelling", int(label != span["label"]))
        place = (start, end, label)
        ends[span["start"], span["end"], span["label"]] = place
        if place in seen:
            lose("label-spelling")
            continue
        seen.add(place)
        note, attributes = span.get("note", ""), span.get("attributes", {})
        spelled = {format.key(key): format.value(value) for key, value in attributes.items()}
        lose("value-spelling", int(format.value(note) != note) + int(spelled != attributes))
        put = {"start": start, "end": end, "label": label, "entity": span.get("entity")}
        spans.append({**put, "note": format.value(note), "attributes": spelled})
    document["spans"] = sorted(spans, key=lambda s: (s["start"], -s["end"], s["label"]))
    relations = []
    for relation in document.get("relations", []):
        head, tail = ends.get(tuple(relation["head"])), ends.get(tuple(relation["tail"]))
        if not (head and tail):
            lose("relations", int("relations" not in format.cannot))
            continue
        kind = format.key(relation["type"])
        if "relations" not in format.cannot:
            lose("value-spelling", int(kind != relation["type"]))
        relations.append({"type": kind, "head": list(head), "tail": list(tail)})
    document["relations"] = relations
