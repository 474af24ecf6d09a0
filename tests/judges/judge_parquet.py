"""Parquet, by `datasets` of Hugging Face, with what labels mean taken from the file's own features."""

import os
import tempfile

HOME = tempfile.mkdtemp(prefix="judge-parquet-")
os.environ.update(HF_HOME=HOME, HF_DATASETS_OFFLINE="1", HF_HUB_OFFLINE="1")

import datasets  # noqa: E402
from seqeval.scheme import IOB2, Entities  # noqa: E402

import judge_conll  # noqa: E402

datasets.disable_progress_bars()


def load(path):
    scratch = tempfile.mkdtemp(dir=HOME)
    return datasets.load_dataset("parquet", data_files=str(path), split="train", cache_dir=scratch)


def inner(feature):
    """Returns the feature of what a list holds, however its version spells lists."""
    return feature[0] if isinstance(feature, list) else feature.feature


def read(path, texts):
    table = load(path)
    if "tokens" in table.column_names:
        return read_tokens(table, texts)
    labels = inner(table.features["spans"])["label"]
    if not isinstance(labels, datasets.ClassLabel):
        return [], [f"labels are no ClassLabel but {labels}"]
    return [document_of(row, labels) for row in table], []


def document_of(row, labels):
    spans = [{"start": s["start"], "end": s["end"], "label": labels.int2str(s["label"]), "attributes": {}} for s in row["spans"]]
    place = lambda nth: [spans[nth][key] for key in ("start", "end", "label")]
    for said in row["attributes"]:
        spans[said["span"]]["attributes"][said["name"]] = said["value"]
    for said in row["entities"]:
        spans[said["span"]]["entity"] = said["id"]
    notes = []
    for said in row["notes"]:
        if said["span"] is not None:
            spans[said["span"]]["note"] = said["text"]
        else:
            notes.append({key: said[key] for key in ("start", "end", "text") if said[key] is not None})
    relations = [{"type": r["label"], "head": place(r["head"]), "tail": place(r["tail"])} for r in row["relations"]]
    return {
        "doc": row["id"], "text": row["text"], "spans": spans, "relations": relations,
        "notes": notes, "classes": row["classes"], "status": row["status"] or "to-do",
    }


def read_tokens(table, texts):
    """Takes rows of a tagger's training set: a sentence each, as numbers that are names of tags."""
    names = inner(table.features["ner_tags"])
    walk = judge_conll.Walk(texts)
    for row in table:
        tags = names.int2str(row["ner_tags"])
        [entities] = Entities([tags], IOB2).entities
        before = walk.nth
        walk.take(row["tokens"], [(entity.tag, entity.start, entity.end) for entity in entities])
        if walk.documents[walk.nth]["doc"] != row["id"]:
            walk.complaints.append(f"a sentence of {row['id']} stands in {walk.documents[before]['doc']}")
    return walk.finish()


def spoil(path):
    table = load(path)
    rows = table.to_list()
    if "tokens" in table.column_names:
        names = inner(table.features["ner_tags"])
        for row in rows:
            tags = names.int2str(row["ner_tags"])
            for nth in range(len(tags) - 1):
                if tags[nth][:2] == "B-" and tags[nth + 1] == "O":
                    row["ner_tags"][nth + 1] = names.str2int("I-" + tags[nth][2:])
                    return store(datasets.Dataset.from_list(rows, features=table.features), path)
        raise ValueError("no tag to move")
    rows[0]["spans"][0]["start"] += 1
    return store(datasets.Dataset.from_list(rows, features=table.features), path)


def store(table, path):
    table.to_parquet(str(path))


def write(documents, path):
    """Writes a table as `datasets` does, with labels as a class and as plain strings in two files."""
    labels = sorted({span["label"] for document in documents for span in document["spans"]})
    features = datasets.Features({
        "id": datasets.Value("string"), "text": datasets.Value("string"),
        "spans": datasets.List({
            "start": datasets.Value("int32"), "end": datasets.Value("int32"), "label": datasets.ClassLabel(names=labels)
        }),
    })
    plain = [
        {"doc": d["doc"], "text": d["text"], "spans": [{key: s[key] for key in ("start", "end", "label")} for s in d["spans"]]}
        for d in documents
    ]
    rows = [{"id": d["doc"], "text": d["text"], "spans": d["spans"]} for d in plain]
    store(datasets.Dataset.from_list(rows, features=features), path)
    return plain
