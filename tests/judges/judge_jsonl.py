"""Our own JSONL, read by nothing but Python's json: a strict reader of what the format promises."""

import json

import truth


def read(path, _texts):
    lines = path.read_bytes().decode("utf-8").split("\n")
    complaints = [] if lines.pop() == "" else ["the last line has no end"]
    documents = []
    for line in lines:
        # Whatever splits lines otherwise must find as many.
        if len(line.splitlines()) != 1:
            complaints.append(f"a line that some reader splits: {line!r:.80}")
        documents.append(truth.of_jsonl(json.loads(line)))
    return documents, complaints


def spoil(path):
    lines = path.read_text(encoding="utf-8").split("\n")
    record = json.loads(lines[0])
    span = record["spans"][0]
    span["start"] += 1
    span["end"] += 1
    span["text"] = record["text"][span["start"]:span["end"]]
    lines[0] = json.dumps(record)
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def write(documents, path):
    with path.open("w", encoding="utf-8") as out:
        for document in documents:
            record = {"id": document["doc"], "text": document["text"], "spans": document["spans"]}
            relations = document.get("relations", [])
            record["relations"] = [{"rel": r["type"], "head": r["head"], "tail": r["tail"]} for r in relations]
            record.update({key: document[key] for key in ("classes", "notes", "status") if key in document})
            out.write(json.dumps(record) + "\n")
    return documents
