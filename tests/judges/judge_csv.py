"""A table of spans, by pandas: what a spreadsheet or a script sees of it. Texts are not in it."""

import io
import json

import pandas

FORMULA = "=+-@\t\r\n"


def load(path):
    return pandas.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def shown(cell):
    """Returns a cell without the apostrophe that keeps a spreadsheet from running it."""
    rest = cell.lstrip("'")
    return cell[1:] if cell != rest and rest[:1] and rest[0] in FORMULA else cell


def read(path, texts):
    complaints = []
    content = path.read_bytes()
    if not content.startswith(b"\xef\xbb\xbf"):
        complaints.append("there is no byte order mark, so Excel shows no Chinese")
    documents = {name: {"doc": name, "text": text, "spans": []} for name, text in texts}
    seen = []
    for row in load(path).to_dict("records"):
        row = {key: shown(cell) for key, cell in row.items()}
        name = row["doc"]
        if name not in seen:
            seen.append(name)
        if not row["start"]:
            continue
        start, end = int(row["start"]), int(row["end"])
        if documents[name]["text"][start:end] != row["text"]:
            complaints.append(f"{name}: {row['text']!r} does not stand at {start}")
        attributes = {key.removeprefix("attribute:"): row[key] for key in row if key.startswith("attribute:") and row[key]}
        attributes.update(json.loads(row["attributes"]) if row["attributes"] else {})
        said = {"attributes": attributes, "note": row["note"], "entity": row["entity"]}
        documents[name]["spans"].append({"start": start, "end": end, "label": row["label"], **said})
    complaints += [f"there is no row of {name}" for name in documents if name not in seen]
    raw = list(pandas.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig").to_numpy().ravel())
    complaints += [f"a spreadsheet would run {cell!r}" for cell in raw if cell[:1] and cell[0] in FORMULA]
    return list(documents.values()), complaints


def spoil(path):
    table = load(path)
    table.loc[0, "end"] = str(int(table.loc[0, "end"]) - 1)
    table.to_csv(path, index=False, encoding="utf-8-sig")
