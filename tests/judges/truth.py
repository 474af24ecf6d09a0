"""Documents with what is said of them, as every judge and the driver hand them to each other.

A document is a dictionary, and a line of a truth file is one in JSON:

    {"doc": "名.txt", "text": "…",
     "spans": [{"start": 0, "end": 3, "label": "PERSON",
                "attributes": {"…": "…"}, "note": "…", "entity": "…"}],
     "relations": [{"type": "HOLDS", "head": [0, 3, "PERSON"], "tail": [3, 6, "ROLE"]}],
     "classes": ["…"], "notes": [{"text": "…"}, {"start": 0, "end": 2, "text": "…"}],
     "status": "done"}

Offsets count Unicode scalar values, which is what indices of a Python string are. Everything but
`doc`, `text` and `spans` may be absent. `facts` takes a document apart so that two can be compared
piece by piece; `entities` and `relations` of one document are compared as a multiset, so that
something found twice is a difference too.
"""

import collections
import json


def load(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def save(path, documents):
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        for document in documents:
            out.write(json.dumps(document, ensure_ascii=True) + "\n")


def of_jsonl(record):
    """Makes a truth document of a line of the program's own JSONL."""
    document = {"doc": record["id"], "text": record["text"], "spans": []}
    for span in record["spans"]:
        if span.get("text", record["text"][span["start"]:span["end"]]) != record["text"][span["start"]:span["end"]]:
            raise ValueError(f"{record['id']}: a span's words are not those of the text: {span}")
        kept = ("start", "end", "label", "attributes", "note", "entity")
        document["spans"].append({key: span[key] for key in kept if key in span})
    document["relations"] = [
        {"type": relation["rel"], "head": relation["head"], "tail": relation["tail"]}
        for relation in record.get("relations", [])
    ]
    for key in ("classes", "notes", "status"):
        if key in record:
            document[key] = record[key]
    return document


def facts(document):
    """Returns how often each thing is said of a document, its name apart."""
    found = collections.Counter()
    found["text", document["text"]] += 1
    for span in document["spans"]:
        place = span["start"], span["end"], span["label"]
        found[("span", *place)] += 1
        for key, value in span.get("attributes", {}).items():
            found[("attribute", *place, key, value)] += 1
        for kind in ("note", "entity"):
            if span.get(kind):
                found[("span's " + kind, *place, span[kind])] += 1
    for relation in document.get("relations", []):
        found["relation", relation["type"], *relation["head"], *relation["tail"]] += 1
    for name in document.get("classes", []):
        found["class", name] += 1
    for note in document.get("notes", []):
        found["note", note.get("start"), note.get("end"), note["text"]] += 1
    if document.get("status", "to-do") != "to-do":
        found["status", document["status"]] += 1
    return found


def differences(expected, found):
    """Returns what differs between two lists of documents, a line each; documents are paired by name."""
    lines = []
    names = [[document["doc"] for document in side] for side in (expected, found)]
    for side, of in zip(names, ("expected", "found")):
        twice = [name for name, n in collections.Counter(side).items() if n > 1]
        if twice:
            lines.append(f"{of} more than once: {twice}")
    by_name = {document["doc"]: document for document in found}
    for document in expected:
        other = by_name.pop(document["doc"], None)
        if other is None:
            lines.append(f"{document['doc']}: not found")
            continue
        ours, theirs = facts(document), facts(other)
        for fact in sorted((ours - theirs).elements(), key=repr):
            lines.append(f"{document['doc']}: missing {fact!r:.300}")
        for fact in sorted((theirs - ours).elements(), key=repr):
            lines.append(f"{document['doc']}: unexpected {fact!r:.300}")
    lines += [f"{name}: a document nobody expected" for name in by_name]
    return lines


def n_spans(documents):
    return sum(len(document["spans"]) for document in documents)


def n_facts(documents):
    """Returns how many things are said of documents, their texts apart."""
    return sum(sum(facts(document).values()) - 1 for document in documents)


class Utf16:
    """The offsets of a text in UTF-16 units, both ways."""

    def __init__(self, text):
        self.units = [0]
        for char in text:
            self.units.append(self.units[-1] + (2 if ord(char) > 0xFFFF else 1))
        self.places = {unit: place for place, unit in enumerate(self.units)}

    def unit(self, place):
        return self.units[place]

    def place(self, unit):
        """Fails for a unit in the middle of a character, or beyond the end."""
        if unit not in self.places:
            raise ValueError(f"offset {unit} is at no character's edge")
        return self.places[unit]
