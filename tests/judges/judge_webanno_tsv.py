"""WebAnno TSV 3.3, by a reader of our own: no package of it can be had.

It follows INCEpTION's description of the format to the letter: every row has all its cells, tokens
are numbered, offsets are UTF-16 and lie where the sentences' lines put them, what lies on several
tokens or on one with others has a number and says the same on each, relations name both numbers.
"""

import re

import truth

ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}
ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def plain(cell):
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], found[1]), cell.replace("\\->", "->"), flags=re.S)


def parted(cell, by="|"):
    """Parts a cell where it is not escaped."""
    return re.findall(rf"(?:^|{re.escape(by)})((?:\\.|[^\\{re.escape(by)}])*)", cell, flags=re.S)


def numbered(item):
    """Parts `PERSON[2]` into its words and its number; 0 where it has none."""
    found = re.fullmatch(r"((?:\\.|[^\\\[])*)(?:\[([\d_]+)\])?", item, flags=re.S)
    return found[1], found[2] or "0"


class Reader:
    def __init__(self, text):
        self.text, self.counted = text, truth.Utf16(text)
        self.complaints, self.spans, self.relations = [], {}, []
        self.at = 0

    def sentence(self, lines, rows, columns):
        """Takes a sentence: its lines must lie where its tokens say, the tokens in them."""
        words = "\n".join(plain(line) for line in lines)
        first = self.counted.place(int(rows[0][1].split("-")[0]))
        shown = self.text[first:first + len(words)]
        if shown != words:
            self.complaints.append(f"a sentence does not stand at {first}: {words!r:.60} {shown!r:.60}")
        if any(not is_skipped(c) for c in self.text[self.at:first]):
            self.complaints.append(f"there is more than blanks before {first}")
        self.at = first + len(words)
        for row in rows:
            if len(row) != 3 + columns + 1 or row[-1]:
                self.complaints.append(f"{row} has not {columns + 3} cells")
                continue
            start, end = (self.counted.place(int(offset)) for offset in row[1].split("-"))
            if plain(row[2]) != self.text[start:end]:
                self.complaints.append(f"{row[2]!r} does not stand at {start}")
            yield row[0], start, end, row[3:-1]


def is_skipped(char):
    return char.isspace() or char in "\u200b\ufeff"


def read(path, texts):
    documents, complaints = [], []
    for name, text in texts:
        reader = Reader(text)
        document = document_of(reader, (path / f"{name}.tsv").read_bytes().decode("utf-8"))
        documents.append({"doc": name, "text": text, **document})
        complaints += [f"{name}: {complaint}" for complaint in reader.complaints]
    if len(list(path.glob("*.tsv"))) != len(texts):
        complaints.append("there are other files than documents")
    return documents, complaints


def document_of(reader, content):
    header, *blocks = content.split("\n\n")
    lines = header.split("\n")
    if lines[0] != "#FORMAT=WebAnno TSV 3.3":
        reader.complaints.append(f"it begins with {lines[0]!r}")
    spans_line = next(line for line in lines if line.startswith("#T_SP="))
    layer, *features = spans_line.removeprefix("#T_SP=").split("|")
    if layer != ENTITY:
        reader.complaints.append(f"{layer} is not INCEpTION's layer")
    has_relations = any(line.startswith("#T_RL=") for line in lines)
    n_columns = len(features) + (2 if has_relations else 0)
    links = []
    for block in content.removeprefix(header).split("\n\n"):
        rows = [line for line in block.strip("\n").split("\n") if line]
        said = [line.removeprefix("#Text=") for line in rows if line.startswith("#Text=")]
        tokens = [line.split("\t") for line in rows if not line.startswith("#Text=")]
        if not tokens:
            continue
        for token, start, end, cells in reader.sentence(said, tokens, n_columns):
            take_token(reader, features, token, start, end, cells[:len(features)])
            if has_relations and cells[-2] != "_":
                links.append((token, parted(cells[-2]), parted(cells[-1])))
    if any(not is_skipped(char) for char in reader.text[reader.at:]):
        reader.complaints.append("there is more text than sentences")
    return {"spans": list(spans_of(reader)), "relations": list(relations_of(reader, links))}


def take_token(reader, features, token, start, end, cells):
    """Adds a token to the spans that lie on it."""
    if all(cell == "_" for cell in cells):
        return
    for feature, cell in zip(features, cells, strict=True):
        for item in parted(cell):
            words, number = numbered(item)
            key = number if number != "0" else f"at {token}"
            span = reader.spans.setdefault(key, {"tokens": [], "said": {}})
            if token not in [known for known, _, _ in span["tokens"]]:
                span["tokens"].append((token, start, end))
            value = "" if words == "*" else plain(words)
            if span["said"].setdefault(feature, value) != value:
                reader.complaints.append(f"{key} says {value!r} and {span['said'][feature]!r}")


def spans_of(reader):
    for key, span in reader.spans.items():
        span["start"], span["end"] = span["tokens"][0][1], span["tokens"][-1][2]
        gaps = zip(span["tokens"], span["tokens"][1:])
        if any(any(not is_skipped(c) for c in reader.text[one[2]:other[1]]) for one, other in gaps):
            reader.complaints.append(f"span {key} has a hole")
        said = dict(span["said"])
        label, entity, note = said.pop("value"), said.pop("identifier"), said.pop("note", "")
        attributes = {name: value for name, value in said.items() if value}
        span["label"] = label
        yield {"start": span["start"], "end": span["end"], "label": label, "entity": entity, "note": note, "attributes": attributes}


def relations_of(reader, links):
    """Takes relations: `1-1[2_3]` goes from span 2, which begins at 1-1, to span 3, which begins here."""
    end = lambda span: [span["start"], span["end"], span["label"]]
    for token, kinds, places in links:
        for kind, place in zip(kinds, places, strict=True):
            begins, numbers = numbered(place)
            head, tail = (numbers.split("_") if numbers != "0" else ("0", "0"))
            from_span = reader.spans[head if head != "0" else f"at {begins}"]
            to_span = reader.spans[tail if tail != "0" else f"at {token}"]
            if from_span["tokens"][0][0] != begins or to_span["tokens"][0][0] != token:
                reader.complaints.append(f"a relation at {token} does not begin where its spans do")
            yield {"type": plain(kind), "head": end(from_span), "tail": end(to_span)}


def spoil(path):
    """Takes the last token away from the first span of several."""
    for file in sorted(path.glob("*.tsv")):
        lines = file.read_text(encoding="utf-8").split("\n")
        for nth, line in enumerate(lines[:-1]):
            cells, behind = line.split("\t"), lines[nth + 1].split("\t")
            if len(cells) > 4 and len(behind) > 4 and cells[4].endswith("[1]") and all(c == "_" for c in behind[3:-1]):
                if "|" not in cells[4]:
                    lines[nth] = "\t".join(cells[:3] + ["_"] * (len(cells) - 4) + [""])
                    file.write_text("\n".join(lines), encoding="utf-8", newline="\n")
                    return
    raise ValueError("no span to shorten")
