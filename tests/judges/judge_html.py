"""A page to read, by lxml's reader of HTML: its text without the letters, its marks with their labels."""

import lxml.html

import fit


def read(path, _texts):
    page = lxml.html.fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    complaints = [f"it brings {e.tag} from outside" for e in page.iter("script", "img", "link", "iframe")]
    documents = []
    for section in page.iter("section"):
        [title] = section.findall("h2")
        [body] = section.find_class("text")
        lines, marks = [], []
        for paragraph in body.findall("p"):
            start = sum(map(len, lines)) + len(lines)
            lines.append(line_of(paragraph, start, marks))
        starts = [(label, at) for label, at, begins in marks if begins]
        ends = [(label, at) for label, at, begins in marks if not begins]
        pairs = [(label, s, e) for (label, s), (other, e) in zip(sorted(starts), sorted(ends)) if label == other]
        if not len(pairs) == len(starts) == len(ends):
            complaints.append(f"{title.text_content()}: marks that do not end, or do not begin")
        documents.append({"doc": title.text_content(), "text": "\n".join(lines), "spans": fit.paired(pairs)})
    return documents, complaints


def line_of(element, at, marks):
    """Returns the words of an element, and notes where its marks begin and end."""
    words = element.text or ""
    for inner in element:
        if inner.tag == "mark":
            kinds, start = inner.get("class").split(), at + len(words)
            if "b" in kinds:
                marks.append((inner.get("title"), start, True))
            words += line_of(inner, start, marks)
            if "e" in kinds:
                marks.append((inner.get("title"), at + len(words), False))
        elif inner.tag not in ("sub", "i"):  # The letters of labels, and line ends made visible.
            raise ValueError(f"{inner.tag} stands in a line")
        words += inner.tail or ""
    return words


def spoil(path):
    """Moves the first letter of the first mark's words before it."""
    page = lxml.html.fromstring(path.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    for mark in page.iter("mark"):
        if mark.text and len(mark.text) > 1 and mark.getparent().tag == "p" and "b" in mark.get("class").split():
            before = mark.getprevious()
            if before is None:
                mark.getparent().text = (mark.getparent().text or "") + mark.text[0]
            else:
                before.tail = (before.tail or "") + mark.text[0]
            mark.text = mark.text[1:]
            path.write_bytes(lxml.html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>"))
            return
    raise ValueError("no mark to move")
