"""UIMA's CAS by `cassis`, in XMI with its types and in JSON; it turns UTF-16 into Python's offsets itself."""

import warnings

import cassis


CORE = "de.tudarmstadt.ukp.dkpro.core.api"
ENTITY, METADATA = f"{CORE}.ner.type.NamedEntity", f"{CORE}.metadata.type.DocumentMetaData"
RELATION = "webanno.custom.Relation"


def load(path):
    with path.open("rb") as content:
        if path.suffix == ".json":
            return cassis.load_cas_from_json(content)
        with path.with_name("TypeSystem.xml").open("rb") as described:
            return cassis.load_cas_from_xmi(content, typesystem=cassis.load_typesystem(described))


def files(path):
    return sorted(file for file in path.iterdir() if file.suffix in (".xmi", ".json"))


def read(path, _texts):
    documents, complaints = [], []
    for file in files(path):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            documents.append(document_of(load(file)))
        complaints += [f"{file.name}: {one.message}" for one in told]
    return documents, complaints


def document_of(cas):
    select = lambda kind: cas.select(kind) if cas.typesystem.contains_type(kind) else []
    spans = {}
    for found in select(ENTITY):
        spans[found.xmiID] = {
            "start": found.begin, "end": found.end, "label": found.value, "entity": found.identifier, "attributes": {}
        }
        if found.get_covered_text() != cas.sofa_string[found.begin:found.end]:
            raise ValueError(f"{found} does not cover its text")
    place = lambda one: [one.begin, one.end, one.value]
    for found in select("zhubi.Attribute"):
        spans[found.span.xmiID]["attributes"][found.name] = found.content
    notes = []
    for found in select("zhubi.Note"):
        if found.span is not None:
            spans[found.span.xmiID]["note"] = found.content
        else:
            notes.append({"start": found.begin, "end": found.end, "text": found.content})
    notes += [{"text": found.content} for found in select("zhubi.DocumentNote")]
    relations = [
        {"type": found.relation, "head": place(found.Governor), "tail": place(found.Dependent)} for found in select(RELATION)
    ]
    [metadata] = select(METADATA)
    document = {
        "doc": metadata.documentTitle, "text": cas.sofa_string or "", "spans": list(spans.values()), "relations": relations,
        "classes": [found.name for found in select("zhubi.DocumentClass")], "notes": notes,
    }
    document.update({"status": found.name for found in select("zhubi.DocumentStatus")})
    return document


def spoil(path):
    for file in files(path):
        cas = load(file)
        for found in cas.select(ENTITY):
            if found.end < len(cas.sofa_string):
                cas.remove(found)
                found.end += 1
                cas.add(found)
                store(cas, file)
                return
    raise ValueError("no span to shift")


def store(cas, file):
    if file.suffix == ".json":
        cas.to_json(file)
    else:
        cas.to_xmi(file)


def types():
    """The types of DKPro that cassis brings, its metadata, and a relation layer as INCEpTION makes one."""
    types = cassis.load_dkpro_core_typesystem()
    metadata = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    types.create_feature(metadata, "documentTitle", "uima.cas.String")
    relation = types.create_type(RELATION, "uima.tcas.Annotation")
    for name in ("Governor", "Dependent"):
        types.create_feature(relation, name, ENTITY)
    types.create_feature(relation, "relation", "uima.cas.String")
    return types


def write(documents, path):
    known, given = types(), []
    suffix = path.name
    path.mkdir(parents=True, exist_ok=True)
    if suffix == "xmi":
        known.to_xml(path / "TypeSystem.xml")
    Entity, Relation, Metadata = (known.get_type(name) for name in (ENTITY, RELATION, METADATA))
    for nth, document in enumerate(documents):
        text = document["text"]
        # cassis writes what XML cannot hold as it stands, and cannot read it again.
        if suffix == "xmi" and any(ord(char) < 32 and char not in "\t\n\r" for char in text):
            continue
        cas = cassis.Cas(typesystem=known)
        cas.sofa_string, cas.sofa_mime, cas.document_language = text, "text/plain", "zh"
        cas.add(Metadata(begin=0, end=len(text), documentTitle=document["doc"], language="zh"))
        made = {}
        for span in document["spans"]:
            one = Entity(begin=span["start"], end=span["end"], value=span["label"], identifier=span.get("entity"))
            made[span["start"], span["end"], span["label"]] = one
            cas.add(one)
        for relation in document.get("relations", []):
            head, tail = made[tuple(relation["head"])], made[tuple(relation["tail"])]
            cas.add(Relation(begin=tail.begin, end=tail.end, Governor=head, Dependent=tail, relation=relation["type"]))
        store(cas, path / f"{nth}.{suffix}")
        plain = [{key: span[key] for key in ("start", "end", "label", "entity") if key in span} for span in document["spans"]]
        given.append({"doc": document["doc"], "text": text, "spans": plain, "relations": document.get("relations", [])})
    return given
