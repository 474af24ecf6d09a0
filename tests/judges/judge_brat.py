"""brat standoff, by `bioc`, whose reader is the strictest: three columns, no more and no fewer."""

import bioc.brat
from bioc.brat import datastructure as brat


def read(path, _texts):
    documents, complaints = [], []
    for text_path in sorted(path.glob("*.txt")):
        annotations = text_path.with_suffix(".ann") if text_path.suffix == ".txt" else None
        with text_path.open(encoding="utf-8", newline="") as text, annotations.open(encoding="utf-8", newline="\n") as lines:
            found = bioc.brat.load(text, lines)
        document, complained = read_one(found, text_path.name[:-len(".txt")])
        raw = annotations.read_text(encoding="utf-8").splitlines()
        if len(raw) != annotations.read_bytes().count(b"\n"):
            complained.append("some reader finds more lines than there are")
        documents.append(document)
        complaints += [f"{text_path.name}: {complaint}" for complaint in complained]
    return documents, complaints


def read_one(found, name):
    spans, complaints = {}, []
    for entity in found.entities:
        pieces = sorted((piece.begin, piece.end) for piece in entity.locations)
        words = " ".join(found.text[start:end] for start, end in pieces)
        if words != entity.text:
            complaints.append(f"{entity.id}: {entity.text!r} does not stand there, but {words!r}")
        spans[entity.id] = {"start": pieces[0][0], "end": pieces[-1][1], "label": entity.type, "attributes": {}}
    place = lambda key: [spans[key]["start"], spans[key]["end"], spans[key]["label"]]
    for attribute in found.attributes:
        spans[attribute.refid]["attributes"][attribute.type] = " ".join(sorted(attribute.attributes))
    for note in found.notes:
        spans[note.refid]["note"] = note.text
    relations = [
        {"type": r.type, "head": place(r.arguments["Arg1"]), "tail": place(r.arguments["Arg2"])} for r in found.relations
    ]
    return {"doc": name, "text": found.text, "spans": list(spans.values()), "relations": relations}, complaints


def spoil(path):
    """Shifts the first span whose neighbor has the same length, so that only its place is wrong."""
    for annotations in sorted(path.glob("*.ann")):
        lines = annotations.read_text(encoding="utf-8").split("\n")
        if not lines[0]:
            continue
        key, where, words = lines[0].split("\t")
        label, pieces = where.split(" ", 1)
        start, end = pieces.split(";")[0].split(" ")
        rest = pieces.split(";")[1:]
        shifted = ";".join([f"{int(start) + 1} {int(end) + (0 if rest else 1)}", *rest])
        lines[0] = "\t".join([key, f"{label} {shifted}", words])
        annotations.write_text("\n".join(lines), encoding="utf-8")
        return
    raise ValueError("no span to shift")


def write(documents, path):
    """Writes what brat can hold: documents whose spans lie in one line, and types without blanks."""
    path.mkdir(parents=True, exist_ok=True)
    given = []
    for document in documents:
        doc, kept = brat.BratDocument(), {}
        doc.text = document["text"]
        for span in document["spans"]:
            words = document["text"][span["start"]:span["end"]]
            label = span["label"].replace(" ", "_")
            place = (span["start"], span["end"], label)
            if len(words.splitlines()) != 1 or "\t" in words or words != words.strip() or words[-1:] in "\x1c\x1d\x1e\x85\u2028\u2029\n\r\v\f" or place in kept:
                continue
            entity = brat.BratEntity()
            entity.id, entity.type, entity.text = f"T{len(kept) + 1}", label, words
            entity.add_span(span["start"], span["end"])
            doc.add_annotation(entity)
            kept[place] = (entity.id, {"start": place[0], "end": place[1], "label": label})
            if span.get("note") and "\n" not in span["note"]:
                note = brat.BratNote()
                note.id, note.type, note.refid, note.text = f"#{len(kept)}", "AnnotatorNotes", entity.id, span["note"]
                doc.add_annotation(note)
                kept[place][1]["note"] = span["note"]
        relations = []
        for relation in document.get("relations", []):
            head, tail = ((*end[:2], end[2].replace(" ", "_")) for end in (relation["head"], relation["tail"]))
            if head not in kept or tail not in kept:
                continue
            made = brat.BratRelation()
            made.id, made.type = f"R{len(relations) + 1}", relation["type"].replace(" ", "_")
            made.add_argument("Arg1", kept[head][0])
            made.add_argument("Arg2", kept[tail][0])
            doc.add_annotation(made)
            relations.append({"type": made.type, "head": list(head), "tail": list(tail)})
        stem = document["doc"].replace("/", "_")
        with (path / f"{stem}.txt").open("w", encoding="utf-8", newline="") as text, (path / f"{stem}.ann").open("w", encoding="utf-8", newline="\n") as lines:
            bioc.brat.dump(doc, text, lines)
        given.append({"doc": stem + ".txt", "text": doc.text, "spans": [said for _, said in kept.values()], "relations": relations})
    return given
