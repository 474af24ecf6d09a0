"""W3C Web Annotation as linked data: expanded by pyld, asked as a graph by rdflib.

`web_annotation_terms.json` stands for the vocabulary's own context, of which it has the terms that
labels need, so that nothing is fetched. Terms that are not in it fail: they would be lost.
"""

import json
import pathlib
import re

import rdflib
from pyld import jsonld
from rdflib import RDF, Namespace

OA, BASE = Namespace("http://www.w3.org/ns/oa#"), "http://judge.example/"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
TERMS = json.loads(pathlib.Path(__file__).with_name("web_annotation_terms.json").read_text(encoding="utf-8"))


def terms_only(url, _options=None):
    if url != CONTEXT:
        raise ValueError(f"a context nobody knows: {url}")
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": TERMS}


jsonld.set_document_loader(terms_only)


def graph_of(page):
    graph = rdflib.Graph()
    # Relative addresses are resolved, and text needs no escape that N-Quads lack.
    graph.parse(data=jsonld.to_rdf(page, {"format": "application/n-quads", "base": BASE}), format="nquads")
    return graph


def local(address):
    return str(address).removeprefix(BASE)


def read(path, _texts):
    documents, complaints = [], []
    for file in sorted(path.glob("*.jsonld")):
        page = json.loads(file.read_text(encoding="utf-8"))
        unknown = {key for item in page["items"] for key in keys_of(item)} - TERMS["@context"].keys()
        complaints += [f"{file.name}: no such term: {key}" for key in sorted(unknown)]
        text_path = file.with_name(file.name.removesuffix(".jsonld") + ".txt")
        text = text_path.read_bytes().decode("utf-8")
        found = Page(graph_of(page), text, text_path.name)
        documents.append({"doc": file.name.removesuffix(".jsonld"), **found.document()})
        complaints += [f"{file.name}: {complaint}" for complaint in found.complaints]
    return documents, complaints


def keys_of(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


class Page:
    """The annotations of one text."""

    def __init__(self, graph, text, source):
        self.graph, self.text, self.source = graph, text, source
        self.complaints, self.spans = [], {}

    def with_motivation(self, name):
        return sorted(self.graph.subjects(OA.motivatedBy, OA[name]))

    def values(self, annotation, purpose):
        """Returns the words of an annotation's bodies that have a purpose."""
        bodies = [b for b in self.graph.objects(annotation, OA.hasBody) if (b, OA.hasPurpose, OA[purpose]) in self.graph]
        return [str(v) for body in bodies for v in self.graph.objects(body, RDF.value)]

    def place(self, resource):
        """Returns the range of a resource in the text, as all of its selectors say."""
        [source] = self.graph.objects(resource, OA.hasSource)
        if local(source) != self.source:
            self.complaints.append(f"{local(source)} is not {self.source}")
        places, quotes = set(), []
        for selector in self.graph.objects(resource, OA.hasSelector):
            said = {name: self.graph.value(selector, OA[name]) for name in ("start", "end", "exact", "prefix", "suffix")}
            if (selector, RDF.type, OA.TextPositionSelector) in self.graph:
                places.add((int(said["start"]), int(said["end"])))
            elif (selector, RDF.type, OA.FragmentSelector) in self.graph:
                start, end = re.fullmatch(r"char=(\d+),(\d+)", str(self.graph.value(selector, RDF.value))).groups()
                places.add((int(start), int(end)))
            else:
                quotes.append([str(said[name]) for name in ("prefix", "exact", "suffix")])
        if not places:
            return None
        [(start, end)] = places
        for before, exact, after in quotes:
            around = self.text[:start].endswith(before) and self.text[end:].startswith(after)
            if self.text[start:end] != exact or not around:
                self.complaints.append(f"{exact!r} does not stand at {start}")
        return start, end

    def span_of(self, resource):
        [scope] = self.graph.objects(resource, OA.hasScope)
        span = self.spans[scope]
        if self.place(resource) != (span["start"], span["end"]):
            self.complaints.append(f"{scope} and its place are two")
        return span

    def document(self):
        for annotation in self.with_motivation("tagging"):
            [label] = self.values(annotation, "tagging")
            [target] = self.graph.objects(annotation, OA.hasTarget)
            start, end = self.place(target)
            self.spans[annotation] = {"start": start, "end": end, "label": label}
        notes, classes, relations = [], [], []
        for motivation, key in (("commenting", "note"), ("identifying", "entity")):
            for annotation in self.with_motivation(motivation):
                [words] = self.values(annotation, motivation)
                [target] = self.graph.objects(annotation, OA.hasTarget)
                if (target, OA.hasScope, None) in self.graph:
                    self.span_of(target)[key] = words
                else:
                    place = self.place(target)
                    notes.append({"text": words, **(dict(zip(("start", "end"), place)) if place else {})})
        for annotation in self.with_motivation("classifying"):
            classes += self.values(annotation, "classifying")
        for annotation in self.with_motivation("linking"):
            [kind] = self.values(annotation, "tagging")
            [target] = self.graph.objects(annotation, OA.hasTarget)
            [body] = [b for b in self.graph.objects(annotation, OA.hasBody) if (b, OA.hasPurpose, OA.linking) in self.graph]
            end = lambda span: [span["start"], span["end"], span["label"]]
            relations.append({"type": kind, "head": end(self.span_of(target)), "tail": end(self.span_of(body))})
        spans = list(self.spans.values())
        return {"text": self.text, "spans": spans, "relations": relations, "classes": classes, "notes": notes}


def spoil(path):
    for file in sorted(path.glob("*.jsonld")):
        page = json.loads(file.read_text(encoding="utf-8"))
        for item in page["items"]:
            for selector in item["target"].get("selector", []):
                if selector["type"] == "TextPositionSelector":
                    selector["start"] += 1
                    selector["end"] += 1
                    file.write_text(json.dumps(page), encoding="utf-8")
                    return
    raise ValueError("no span to shift")


def write(documents, path):
    """Makes a graph of annotations with rdflib and has pyld frame it as the vocabulary asks."""
    path.mkdir(parents=True, exist_ok=True)
    given = []
    for nth, document in enumerate(documents):
        graph = rdflib.Graph()
        source = rdflib.URIRef(f"{BASE}{nth}.txt")
        for number, span in enumerate(document["spans"]):
            annotation = rdflib.URIRef(f"{BASE}{nth}.jsonld#{number}")
            body, target, position, quote = (rdflib.BNode() for _ in range(4))
            start, end = (rdflib.Literal(span[key], datatype=rdflib.XSD.nonNegativeInteger) for key in ("start", "end"))
            words = rdflib.Literal(document["text"][span["start"]:span["end"]])
            for said in (
                (annotation, RDF.type, OA.Annotation), (annotation, OA.motivatedBy, OA.tagging),
                (annotation, OA.hasBody, body), (body, RDF.type, OA.TextualBody),
                (body, OA.hasPurpose, OA.tagging), (body, RDF.value, rdflib.Literal(span["label"])),
                (annotation, OA.hasTarget, target), (target, OA.hasSource, source),
                (target, OA.hasSelector, position), (position, RDF.type, OA.TextPositionSelector),
                (position, OA.start, start), (position, OA.end, end),
                (target, OA.hasSelector, quote), (quote, RDF.type, OA.TextQuoteSelector), (quote, OA.exact, words),
            ):
                graph.add(said)
        expanded = json.loads(graph.serialize(format="json-ld"))
        frame = {"@context": CONTEXT, "type": "Annotation", "@embed": "@always"}
        page = jsonld.frame(expanded, frame, {"base": BASE, "omitGraph": False})
        items = page.get("@graph", [])
        page = {"@context": CONTEXT, "id": f"{nth}.jsonld", "type": "AnnotationPage", "items": items}
        (path / f"{nth}.jsonld").write_text(json.dumps(page).replace(BASE, ""), encoding="utf-8")
        (path / f"{nth}.txt").write_bytes(document["text"].encode())
        spans = [{key: span[key] for key in ("start", "end", "label")} for span in document["spans"]]
        given.append({"doc": f"{nth}.txt", "text": document["text"], "spans": spans})
    return given
