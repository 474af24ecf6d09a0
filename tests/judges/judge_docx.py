"""An office document to read, by python-docx: words without brackets and letters, and what brackets mean.

A label is told by the colour of its brackets, which the legend explains.
"""

import copy

import docx

import fit


def is_mark(run):
    """Returns whether a run is a bracket, or a label's letter: nothing else is bold and coloured."""
    return bool(run.bold) and run.font.color.rgb is not None


def label_of(legend, run):
    return legend[str(run.font.color.rgb)]


def read(path, _texts):
    opened = docx.Document(str(path))
    legend, complaints, documents = {}, [], []
    for row in opened.tables[0].rows[1:]:
        runs = row.cells[0].paragraphs[0].runs
        if not is_mark(runs[0]):
            continue
        color, name = str(runs[0].font.color.rgb), "".join(run.text for run in runs if not is_mark(run))
        if color in legend:
            complaints.append(f"{name} has the colour of {legend[color]}")
        legend[color] = name
    for paragraph in opened.paragraphs:
        style = paragraph.style.style_id
        if style.startswith("Heading1"):
            documents.append({"doc": paragraph.text, "lines": [], "marks": []})
        elif documents and style in ("Text", "TextHant"):
            take_line(documents[-1], paragraph, legend)
    for document in documents:
        marks = document.pop("marks")
        starts, ends = (sorted((label, at) for label, at, kind in marks if kind == bracket) for bracket in "[]")
        if [label for label, _ in starts] != [label for label, _ in ends]:
            complaints.append(f"{document['doc']}: brackets that do not close, or do not open")
        pairs = [(label, start, end) for (label, start), (_, end) in zip(starts, ends)]
        document.update(text="\n".join(document.pop("lines")), spans=fit.paired(pairs))
    return documents, complaints


def take_line(document, paragraph, legend):
    start = sum(map(len, document["lines"])) + len(document["lines"])
    words = ""
    for run in paragraph.runs:
        if not is_mark(run):
            # A line end made visible.
            words += run.text if run.text != "↵" else ""
        elif run.font.size is None:
            document["marks"].append((label_of(legend, run), start + len(words), run.text))
    document["lines"].append(words)


def spoil(path):
    """Moves the first character of a span before its bracket."""
    opened = docx.Document(str(path))
    for paragraph in opened.paragraphs:
        for bracket, run in zip(paragraph.runs, paragraph.runs[1:]):
            if is_mark(bracket) and bracket.text == "[" and not is_mark(run) and len(run.text) > 1:
                before = copy.deepcopy(run._element)
                bracket._element.addprevious(before)
                [moved] = [one for one in paragraph.runs if one._element is before]
                moved.text, run.text = run.text[0], run.text[1:]
                opened.save(str(path))
                return
    raise ValueError("no bracket to move")
